package io.kindling.driver.internal.spark;

import io.kindling.driver.internal.ClusterException;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.CompletedStep;
import io.kindling.program.internal.collective.ShardAssignment;
import io.kindling.program.internal.collective.StatePart;
import io.kindling.program.internal.collective.StepWorkers;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.protocol.Coordinator;
import io.kindling.program.internal.protocol.CoordinatorCommand;
import io.kindling.program.internal.protocol.ToDriver;
import io.kindling.program.internal.protocol.ToRank;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.worker.internal.Wire;
import io.kindling.worker.internal.net.Connection;
import io.kindling.worker.internal.net.ConnectionListener;
import io.kindling.worker.internal.net.Endpoint;
import io.kindling.worker.internal.rank.ControlMessage;
import io.kindling.worker.internal.rank.Join;
import io.kindling.worker.internal.rank.RankFailure;
import io.kindling.worker.internal.rank.Whereabouts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ranks on executors that compute steps together. A thread of its own executes what {@link Coordinator} says; members' messages,
 * the clock and the training loop only tell it what happened.
 */
final class ExecutorWorkers implements StepWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorWorkers.class);

    private static final long TICK_MILLIS = 50;
    private static final int MAX_MESSAGE_BYTES = Integer.MAX_VALUE - 8;

    /** How often the same round may fail in succession. */
    private static final int ATTEMPTS = 4;

    /** A connected member. */
    private record Member(String name, String executor, String host, Connection connection) {}

    /** What happened, for the coordinator: the time in nanoseconds, to what it has done then. */
    private interface Event extends Function<Long, List<CoordinatorCommand>> {}

    private final String run = UUID.randomUUID().toString();
    private final RankJob job;
    private final Coordinator coordinator;
    private final Endpoint endpoint;
    private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final Thread thread;

    // Used by the coordinator's thread alone.
    private final Map<Connection, Member> members = new HashMap<>();
    private final Map<String, StatePart> parts = new HashMap<>();
    private final Map<String, List<PartialEvaluation>> partials = new HashMap<>();
    private final Map<String, RankFailure> failures = new HashMap<>();
    private List<ShardAssignment.Range> ranks = List.of();
    private @Nullable RankCensus census;
    private @Nullable Member lost;
    /** What the ranks computed when the last session ended; empty if that is not known. */
    private String endedAt = "";

    private boolean isLaunched;
    private @Nullable ControlMessage received;
    private @Nullable TrainingState state;
    private List<float[]> evaluated = List.of();
    /** What goes with the current round's messages, as bytes. */
    private byte @Nullable [] content;

    private @Nullable ExecutorRound round;
    private @Nullable CompletableFuture<List<PartialEvaluation>> evaluation;

    private @Nullable ExecutorWatch watch;
    private volatile @Nullable RuntimeException aborted;
    private volatile boolean closed;

    ExecutorWorkers(RankJob job) {
        this.job = job;
        this.coordinator = new Coordinator(job.shards(), Math.max(1, job.slots()), ATTEMPTS, job.sharesMemory());
        this.endpoint = Endpoint.open(SparkEnv.get(), MAX_MESSAGE_BYTES, new MemberListener());
        this.thread = new Thread(this::coordinate, "kindling-coordinator");
        thread.setDaemon(true);
        thread.start();
    }

    private void coordinate() {
        long ticked = System.nanoTime();
        while (!closed) {
            try {
                Runnable event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    event.run();
                }
                if (System.nanoTime() - ticked > TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
                    ticked = System.nanoTime();
                    tick();
                }
            } catch (InterruptedException interrupted) {
                return;
            } catch (Throwable failed) {
                end(failed);
            }
        }
    }

    private void tick() {
        coordinator.wanted(Math.max(1, job.slots()));
        if (isLaunched && job.isEnded()) {
            isLaunched = false;
            job.failure().ifPresent(failed -> LOG.info("The tasks of the ranks ended: {}", failed.getMessage()));
            execute(coordinator.launchEnded());
        }
        execute(coordinator.tick(System.nanoTime()));
    }

    /** Tells the coordinator's thread what happened. */
    private void on(Event event) {
        events.add(() -> execute(event.apply(System.nanoTime())));
    }

    private void execute(List<CoordinatorCommand> commands) {
        for (CoordinatorCommand command : commands) {
            if (command instanceof CoordinatorCommand.Launch) {
                isLaunched = true;
                job.start(run, endpoint.host(), endpoint.port());
            } else if (command instanceof CoordinatorCommand.Send send) {
                send(send.member(), send.message());
            } else if (command instanceof CoordinatorCommand.Accept accept) {
                accept(accept.member(), accept.message());
            } else if (command instanceof CoordinatorCommand.RoundComplete complete) {
                currentRound().complete(inOrder(parts), complete.isLast());
                content = null;
            } else if (command instanceof CoordinatorCommand.EvaluationComplete) {
                evaluated(inOrder(partials).stream().flatMap(List::stream).toList());
            } else if (command instanceof CoordinatorCommand.WorkStopped) {
                end(null);
            } else if (command instanceof CoordinatorCommand.WorkFailed failed) {
                end(cause(failed.member()));
            } else if (command instanceof CoordinatorCommand.Note note) {
                LOG.warn(note.text());
            }
        }
    }

    private ExecutorRound currentRound() {
        return Objects.requireNonNull(round);
    }

    private <T> List<T> inOrder(Map<String, T> byMember) {
        return ranks.stream()
                .map(range -> Objects.requireNonNull(byMember.get(range.member().id())))
                .toList();
    }

    private void send(String name, ToRank message) {
        if (message instanceof ToRank.Form form) {
            ranks = form.ranks();
            content = null;
        }
        if (message instanceof ToRank.Run || message instanceof ToRank.Evaluate) {
            parts.remove(name);
            partials.remove(name);
        }
        byte[] attached = attached(message);
        for (Member member : members.values()) {
            if (member.name().equals(name)) {
                member.connection()
                        .send(
                                attached == null
                                        ? ControlMessage.of(message)
                                        : ControlMessage.ofBytes(message, attached));
            }
        }
    }

    private byte @Nullable [] attached(ToRank message) {
        boolean loads = message instanceof ToRank.Run start && start.loads();
        if (!loads && !(message instanceof ToRank.Evaluate)) {
            return null;
        }
        byte[] bytes = content;
        if (bytes == null) {
            bytes = loads
                    ? Wire.bytes(Objects.requireNonNull(state).snapshot())
                    : Wire.bytes(evaluated.toArray(float[][]::new));
            content = bytes;
        }
        return bytes;
    }

    private void accept(String member, ToDriver message) {
        ControlMessage current = Objects.requireNonNull(received);
        if (message instanceof ToDriver.StepDone) {
            currentRound()
                    .add(((List<?>) current.content(List.class))
                            .stream().map(CompletedStep.class::cast).toList());
        } else if (message instanceof ToDriver.RoundDone) {
            parts.put(member, current.content(StatePart.class));
        } else if (message instanceof ToDriver.Evaluated) {
            partials.put(
                    member,
                    ((List<?>) current.content(List.class))
                            .stream().map(PartialEvaluation.class::cast).toList());
        } else if (message instanceof ToDriver.Failed) {
            failures.put(member, current.content(RankFailure.class));
        }
    }

    /** Why the work failed. */
    private Throwable cause(String name) {
        RankFailure failure = failures.get(name);
        if (failure != null && failure.isPermanent()) {
            return failure.toException();
        }
        Member gone = lost;
        String what = "Cannot compute " + (endedAt.isEmpty() ? "the next steps" : endedAt) + ", "
                + shards(name).orElse("all shards") + ", of program " + job.program() + ": ";
        if (failure == null && gone != null) {
            return new LostTaskException(
                    what + LostTask.end(ATTEMPTS, gone.executor(), gone.host(), job.lastWords(gone.executor())),
                    job.failure().orElse(null));
        }
        String reason = failure != null
                ? failure.message()
                : job.failure().map(Throwable::getMessage).orElse("no task of Spark's could be started");
        return new LostTaskException(
                what + "it failed " + ATTEMPTS + " times in succession, last with: " + reason,
                job.failure().orElse(null));
    }

    private Optional<String> shards(String member) {
        return ranks.stream()
                .filter(range -> range.member().id().equals(member))
                .map(range -> new ShardRange(range.from(), range.to(), "").name())
                .findFirst();
    }

    private void evaluated(List<PartialEvaluation> all) {
        CompletableFuture<List<PartialEvaluation>> waiter = evaluation;
        evaluation = null;
        content = null;
        if (waiter != null) {
            waiter.complete(all);
        }
    }

    /** Ends the current work. */
    private void end(@Nullable Throwable cause) {
        content = null;
        ExecutorRound ended = round;
        if (ended != null) {
            ended.finish(cause);
            round = null;
        }
        CompletableFuture<List<PartialEvaluation>> waiter = evaluation;
        evaluation = null;
        if (waiter != null) {
            waiter.completeExceptionally(cause == null ? new IllegalStateException("Stopped.") : cause);
        }
    }

    /** Puts what members send and when they go among the events. */
    private final class MemberListener implements ConnectionListener {
        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            ControlMessage message = ControlMessage.read(bytes);
            events.add(() -> accept(connection, message));
        }

        @Override
        public void closed(Connection connection, ExchangeException cause) {
            events.add(() -> {
                Member gone = members.remove(connection);
                if (gone != null) {
                    LOG.debug("Member {} is gone: {}", gone.name(), cause.getMessage());
                    lost = gone;
                    execute(coordinator.left(gone.name(), System.nanoTime()));
                }
            });
        }
    }

    private void accept(Connection connection, ControlMessage message) {
        if (message.header() instanceof Join join && join.run().equals(run)) {
            members.put(connection, new Member(join.member(), join.executor(), join.host(), connection));
            execute(coordinator.joined(join.member(), join.host(), System.nanoTime()));
            return;
        }
        Member member = members.get(connection);
        if (member != null && message.header() instanceof ToDriver header) {
            received = message;
            execute(coordinator.received(member.name(), header, System.nanoTime()));
            received = null;
        } else if (member != null && message.header() instanceof Whereabouts where) {
            located(member.name(), where);
        }
    }

    private void located(String member, Whereabouts where) {
        if (where.isEnd()) {
            endedAt = where.what();
        } else if (census != null) {
            census.answer(member, where);
        }
    }

    @Override
    public Round begin(TrainingState from, TrainingState.Progress progress, long end, int attempt) {
        requireOpen();
        TrainingState reached = from.copy();
        reached.setProgress(progress);
        ExecutorRound begun = new ExecutorRound(reached, new ExecutorRound.Control() {
            @Override
            public void resume() {
                on(coordinator::resume);
            }

            @Override
            public void stop() {
                on(now -> coordinator.stop());
            }

            @Override
            public void requireOpen() {
                ExecutorWorkers.this.requireOpen();
            }
        });
        on(now -> {
            state = reached;
            round = begun;
            return coordinator.run(progress.step(), end, now);
        });
        return begun;
    }

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause.getMessage(), cause);
    }

    @Override
    public List<PartialEvaluation> evaluate(List<float[]> weights) {
        requireOpen();
        CompletableFuture<List<PartialEvaluation>> result = new CompletableFuture<>();
        on(now -> {
            evaluation = result;
            evaluated = weights;
            content = null;
            return coordinator.evaluate(now);
        });
        while (true) {
            try {
                return result.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException unfinished) {
                requireOpen();
            } catch (ExecutionException failed) {
                throw failure(failed.getCause() == null ? failed : failed.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while shards were computing.", interrupted);
            }
        }
    }

    /** Asks the ranks; called by another thread. */
    @Override
    public String waitingFor() {
        RankCensus begun = new RankCensus();
        events.add(() -> {
            census = begun;
            ask(begun);
        });
        return begun.await();
    }

    private void ask(RankCensus asked) {
        for (ShardAssignment.Range range : ranks) {
            member(range.member().id()).ifPresent(member -> {
                asked.expect(member.name(), new ShardRange(range.from(), range.to(), ""), member.executor());
                member.connection().send(ControlMessage.of(new Whereabouts.Question()));
            });
        }
        asked.asked();
    }

    private Optional<Member> member(String name) {
        return members.values().stream()
                .filter(member -> member.name().equals(name))
                .findFirst();
    }

    @Override
    public void abort(RuntimeException failure) {
        aborted = failure;
        events.add(() -> end(failure));
    }

    @Override
    public void requireOpen() {
        RuntimeException failure = aborted;
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new IllegalStateException("Cannot continue: the training was closed.");
        }
    }

    /** Fails what is computed if it has no executor for too long. */
    void requireExecutors(SparkContext spark, Duration limit) {
        watch = ExecutorWatch.start(
                spark,
                limit,
                started -> started.properties().containsKey(ShardJobs.PROPERTY),
                new ExecutorWatch.Listener() {
                    @Override
                    public void waiting(String message) {
                        LOG.warn(message);
                    }

                    @Override
                    public void expired(ClusterException failure) {
                        abort(failure);
                    }
                });
    }

    @Override
    public void release() {
        on(now -> coordinator.release());
        job.awaitEnd();
    }

    @Override
    public void close() {
        if (!closed) {
            release();
            closed = true;
            if (watch != null) {
                watch.close();
            }
            thread.interrupt();
            endpoint.close();
            job.close();
        }
    }
}
