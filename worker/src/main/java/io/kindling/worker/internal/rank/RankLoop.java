package io.kindling.worker.internal.rank;

import io.kindling.data.ShardBatches;
import io.kindling.program.TrainingSnapshot;
import io.kindling.program.internal.collective.CompletedStep;
import io.kindling.program.internal.collective.RankSteps;
import io.kindling.program.internal.collective.StepCalls;
import io.kindling.program.internal.exchange.Exchange;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.protocol.RankFailure;
import io.kindling.program.internal.protocol.RankProtocol;
import io.kindling.program.internal.protocol.RankProtocol.Task;
import io.kindling.program.internal.protocol.ToDriver;
import io.kindling.program.internal.protocol.ToRank;
import io.kindling.program.internal.protocol.Whereabouts;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.Replica;
import io.kindling.worker.internal.net.ExchangeEndpoint;
import io.kindling.worker.internal.net.PeerConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/** Does what {@link RankProtocol} says, one task after the other, until it says that the rank may leave. */
final class RankLoop implements AutoCloseable {
    /** How long a round lasts at least, if its end is far. */
    private static final long ROUND_NANOS = 250_000_000;

    /** A round lasts so many times as long as the pause after the last one. */
    private static final long ROUND_PAUSES = 50;

    private final RankSettings settings;
    private final Replica replica;
    private final RankRows rows;
    private final Inbox inbox;
    private final PeerConnection driver;
    private final ExchangeEndpoint exchanges;
    private final RankProtocol protocol;
    private final int callsPerStep;
    /** The rows of this rank's shards, by shard. */
    private Map<Integer, ShardBatches> own = new HashMap<>();

    private volatile @Nullable RankSteps steps;
    private volatile Task current = Task.AWAIT_DRIVER;
    private @Nullable Exchange exchange;
    /** The last message that begins something. */
    private @Nullable ControlMessage order;

    private final StepReports reports = new StepReports(this::tell);
    private long roundBegan;
    private long roundEnded;
    private long pauseNanos;
    /** Whether the last exchange was awaited to its end. */
    private boolean isComplete;

    RankLoop(
            RankSettings settings,
            Replica replica,
            StepCalls calls,
            RankRows rows,
            Inbox inbox,
            PeerConnection driver,
            ExchangeEndpoint exchanges) {
        this.settings = settings;
        this.replica = replica;
        this.rows = rows;
        this.inbox = inbox;
        this.driver = driver;
        this.exchanges = exchanges;
        this.callsPerStep = calls.count();
        this.protocol = new RankProtocol(callsPerStep);
        inbox.answerBy(this::whereabouts);
    }

    private Whereabouts whereabouts() {
        RankSteps running = steps;
        Task task = current;
        String what = task == Task.EVALUATE ? "the evaluation" : running == null ? "the start" : running.where();
        return new Whereabouts(what, task == Task.AWAIT_RANKS || task == Task.AWAIT_DRIVER, false);
    }

    void run() throws InterruptedException {
        for (Task task = protocol.next(); task != Task.LEAVE; task = protocol.next()) {
            current = task;
            ControlMessage message = task == Task.AWAIT_DRIVER ? inbox.await() : inbox.poll();
            if (message != null) {
                received(message);
            } else if (task != Task.AWAIT_DRIVER) {
                perform(task);
            }
        }
    }

    private void received(ControlMessage message) {
        ToRank header = (ToRank) message.header();
        if (header instanceof ToRank.Run || header instanceof ToRank.Evaluate) {
            order = message;
            roundBegan = System.nanoTime();
            pauseNanos = roundEnded == 0 ? 0 : roundBegan - roundEnded;
        }
        if (header instanceof ToRank.End) {
            tellWhere();
        }
        protocol.received(header);
    }

    /** Tells the driver what the rank was doing when its session ended. */
    private void tellWhere() {
        RankSteps running = steps;
        if (running != null) {
            driver.send(ControlMessage.of(new Whereabouts(running.where(), true, true)));
        }
    }

    private void perform(Task task) {
        try {
            performed(task);
        } catch (ExchangeException lost) {
            fail(lost);
        } catch (Throwable thrown) {
            RankFailure failure = RankFailure.of(thrown);
            fail(thrown);
            if (!failure.isPermanent()) {
                // The replica may be in any state: the task ends, and Spark starts another.
                throw thrown;
            }
        }
    }

    private void fail(Throwable thrown) {
        RankFailure failure = RankFailure.of(thrown);
        tellWhere();
        reports.report();
        tell(protocol.failed(failure.isPermanent()), failure);
    }

    private void performed(Task task) {
        switch (task) {
            case FORM -> form();
            case LOAD -> steps().load(order().content(TrainingSnapshot.class));
            case COMPUTE -> steps().compute(protocol.call());
            case AWAIT_RANKS -> awaitRanks();
            case REDUCE -> {
                complete();
                steps().reduce(protocol.call(), isLast());
            }
            case UPDATE -> {
                complete();
                protocol.agreed(steps().update(protocol.call()));
            }
            case INSTALL -> {
                complete();
                install();
            }
            case FINISH -> {
                reports.report();
                roundEnded = System.nanoTime();
                tell(protocol.done(task), steps().part());
                return;
            }
            case EVALUATE -> {
                float[][] weights = order().content(float[][].class);
                List<PartialEvaluation> partials = steps().evaluate(rows::validation, List.of(weights));
                roundEnded = 0;
                tell(protocol.done(task), new ArrayList<>(partials));
                return;
            }
            case ABANDON -> abandon();
            case AWAIT_DRIVER, LEAVE -> throw new IllegalStateException("Nothing to do: " + task);
        }
        if (task != Task.FORM && task != Task.AWAIT_RANKS && task != Task.INSTALL) {
            tell(protocol.done(task), null);
        }
    }

    private void form() {
        ToRank.Form form = protocol.form();
        List<ExchangePlan.Range> ranges = form.ranks().stream()
                .map(range -> new ExchangePlan.Range(range.from(), range.to()))
                .toList();
        ExchangePlan.Range range = ranges.get(form.rank());
        Map<Integer, ShardBatches> needed = new HashMap<>();
        for (int shard = range.from(); shard < range.to(); shard++) {
            ShardBatches known = own.get(shard);
            needed.put(shard, known == null ? rows.training(shard) : known);
        }
        own = needed;
        RankSteps formed = new RankSteps(
                replica,
                form.rank(),
                ranges,
                shard -> Objects.requireNonNull(needed.get(shard)),
                settings.partitioner(),
                new OutcomeCodec(),
                SparkEnv.get().executorId());
        RankTransport transport;
        try {
            transport = RankTransport.of(form, formed.plan(), exchanges);
        } catch (ExchangeException unfit) {
            tell(protocol.unfit(String.valueOf(unfit.getMessage())), null);
            return;
        }
        formed.connect(transport.exchange());
        steps = formed;
        exchange = transport.exchange();
        roundEnded = 0;
        tell(protocol.formed(transport.place()), null);
    }

    private void awaitRanks() {
        steps().prefetch(protocol.call());
        isComplete = exchange().await(inbox::hasNews);
        if (isComplete) {
            for (int rank = 0; rank < protocol.form().ranks().size(); rank++) {
                protocol.arrived(rank, exchange().published(rank));
            }
        }
    }

    /** Completes the last exchange if it did not have to be awaited: the others were known to have published already. */
    private void complete() {
        if (!isComplete) {
            exchange().await(() -> false);
        }
        isComplete = false;
    }

    /** Whether this is rank 0, and the step is to be its round's last. */
    private boolean isLast() {
        if (System.nanoTime() - roundBegan > Math.max(ROUND_NANOS, ROUND_PAUSES * pauseNanos)) {
            protocol.stopAfterStep();
        }
        return protocol.form().rank() == 0 && protocol.wantsToStop() && protocol.call() + 1 == callsPerStep;
    }

    private void install() {
        steps().install(protocol.call());
        boolean isStep = protocol.call() + 1 == callsPerStep;
        CompletedStep completed = isStep ? steps().endStep() : null;
        ToDriver done = protocol.done(Task.INSTALL);
        if (completed != null && done != null) {
            reports.add(done, completed);
        }
    }

    private void tell(@Nullable ToDriver message, @Nullable Object content) {
        if (message != null) {
            driver.send(content == null ? ControlMessage.of(message) : ControlMessage.of(message, content));
        }
    }

    private void abandon() {
        Exchange left = exchange;
        exchange = null;
        steps = null;
        reports.clear();
        isComplete = false;
        if (left != null) {
            left.close();
        }
    }

    private RankSteps steps() {
        return Objects.requireNonNull(steps);
    }

    private Exchange exchange() {
        return Objects.requireNonNull(exchange);
    }

    private ControlMessage order() {
        return Objects.requireNonNull(order);
    }

    @Override
    public void close() {
        abandon();
    }
}
