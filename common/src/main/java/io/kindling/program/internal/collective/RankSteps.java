package io.kindling.program.internal.collective;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.NonFiniteStepException;
import io.kindling.program.Phase;
import io.kindling.program.PhaseCall;
import io.kindling.program.PhaseException;
import io.kindling.program.TrainingSnapshot;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.exchange.Exchange;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.reduce.MovingStatistics;
import io.kindling.program.internal.reduce.PhaseCheck;
import io.kindling.program.internal.replica.ConnectedWeights;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.Replica;
import io.kindling.program.internal.replica.ShardResult;
import io.kindling.program.internal.replica.WeightsChecksum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A rank's part of the steps of a session whose ranks are in different processes. Each rank has a state of its own: all weights,
 * and those optimizer slots that it updates. What it does when is the matter of {@code .protocol}; {@link SharedStep} is the same
 * for ranks that share their memory. For use by one thread.
 *
 * <p>All ranks get the results of all shards, so all refuse an update for the same reason.
 */
public final class RankSteps {
    /** Room for a failure's message and trace. */
    private static final int FAILURE_BYTES = 64 << 10;

    /** Room for a shard's result besides its arrays. */
    private static final int RESULT_BYTES = 512;

    private final Replica replica;
    private final BuiltProgram program;
    private final TrainingState state;
    private final int rank;
    private final List<ExchangePlan.Range> ranks;
    private final List<ShardBatches> rows;
    private final StepCalls calls;
    private final PhaseCheck check;
    private final ResultCodec codec;
    private final String executor;
    private final List<SharedPhase> phases = new ArrayList<>();
    private final List<WeightLayout> layouts = new ArrayList<>();
    private final StepTotals totals;
    private final ShardResult[] results;
    private @Nullable Exchange exchange;
    private long copied;
    private long computed;
    /** Whether the update of the current call is refused. */
    private boolean isRefused;

    private volatile @Nullable PhaseCall current;

    /**
     * Prepares the phases, once for all steps.
     *
     * @param ranks the shards of each rank
     * @param rows the batches of each of this rank's shards
     * @param partitioner of the training rows over all shards
     * @param executor the executor of this rank, for messages
     */
    public RankSteps(
            Replica replica,
            int rank,
            List<ExchangePlan.Range> ranks,
            IntFunction<ShardBatches> rows,
            RowPartitioner partitioner,
            ResultCodec codec,
            String executor) {
        this.replica = replica;
        this.program = replica.program();
        this.state = TrainingState.blank(program);
        this.rank = rank;
        this.ranks = List.copyOf(ranks);
        this.codec = codec;
        this.executor = executor;
        this.rows = ownShards(rows);
        this.calls = new StepCalls(program, partitioner.batchesPerEpoch());
        this.check = new PhaseCheck(program, partitioner);
        this.totals = new StepTotals(program);
        this.results = new ShardResult[ranks.get(ranks.size() - 1).to()];
        PhaseCall first = calls.at(state, 0);
        check.prepare(first);
        ConnectedWeights connected = new ConnectedWeights(program);
        for (int p = 0; p < program.phases().size(); p++) {
            Phase phase = program.phases().get(p);
            WeightLayout layout = connected.of(
                    new PhaseCall(first.step(), first.epoch(), first.batch(), p, 0), partitioner.batchRows(0));
            layouts.add(layout);
            phases.add(new SharedPhase(program, phase, layout, state, ranks.size()));
        }
    }

    private List<ShardBatches> ownShards(IntFunction<ShardBatches> batches) {
        List<ShardBatches> own = new ArrayList<>();
        for (int shard = ranks.get(rank).from(); shard < ranks.get(rank).to(); shard++) {
            own.add(batches.apply(shard));
        }
        return List.copyOf(own);
    }

    /** What the ranks exchange. */
    public ExchangePlan plan() {
        List<ExchangePlan.PhaseSlices> slices = new ArrayList<>();
        int blocks = 0;
        for (int p = 0; p < phases.size(); p++) {
            slices.add(
                    new ExchangePlan.PhaseSlices(layouts.get(p), phases.get(p).slices()));
            blocks = Math.max(blocks, phases.get(p).blocks());
        }
        return new ExchangePlan(ranks, slices, Math.max(resultBytes(), Verdict.MAX_BYTES + blocks * Double.BYTES));
    }

    /** The bytes of a rank's results, at most. */
    private int resultBytes() {
        long arrays = 0;
        for (long[] metric : state.metrics()) {
            arrays += (long) metric.length * Long.BYTES;
        }
        for (WeightLayout layout : program.layouts()) {
            for (WeightLayout.Slice slice : layout.slices()) {
                arrays += slice.trainable() ? 0 : slice.shape().size() * Float.BYTES + RESULT_BYTES;
            }
        }
        int most = ranks.stream().mapToInt(ExchangePlan.Range::size).max().orElseThrow();
        return Math.toIntExact(FAILURE_BYTES + most * (RESULT_BYTES + arrays));
    }

    /** Sets what the ranks exchange with; to be called before the first step. */
    public void connect(Exchange connected) {
        exchange = connected;
        for (int p = 0; p < phases.size(); p++) {
            phases.get(p).share(rank, connected.partials(p), connected.outgoing(p), connected.incoming(p));
        }
    }

    private Exchange exchange() {
        Exchange connected = exchange;
        if (connected == null) {
            throw new IllegalStateException("The ranks are not connected.");
        }
        return connected;
    }

    /** Continues from a state. */
    public void load(TrainingSnapshot snapshot) {
        state.restore(snapshot);
        copied = state.version();
    }

    /** The calls of a step. */
    public StepCalls calls() {
        return calls;
    }

    /** Computes the rank's shards in a call of the next step, and publishes what they gave. */
    public void compute(int number) {
        PhaseCall call = calls.at(state, number);
        current = call;
        if (number == 0) {
            totals.begin(state);
        }
        exchange().scatter(call.phase(), computed(call));
    }

    private byte[] computed(PhaseCall call) {
        List<ShardResult> own = new ArrayList<>();
        try {
            for (int i = 0; i < rows.size(); i++) {
                ShardBatches batches = rows.get(i);
                own.add(replica.run(
                                call,
                                batches.shard(),
                                batches,
                                state.weights(),
                                copied,
                                exchange().gradients(call.phase()).get(i))
                        .computedBy(executor, 0));
            }
            return codec.write(own);
        } catch (PhaseException failure) {
            return codec.write(failure);
        }
    }

    /** Prefetches the first rows that the rank needs after a call. */
    public void prefetch(int number) {
        PhaseCall next = calls.next(calls.at(state, number));
        if (next != null) {
            replica.prefetch(next, rows.get(0).shard(), rows.get(0));
        }
    }

    /**
     * Adds the rank's slice of the gradients, and publishes what it found there.
     *
     * @param isLast whether the step is to be the round's last
     * @throws PhaseException if the program's code threw on any rank
     */
    public void reduce(int number, boolean isLast) {
        PhaseCall call = calls.at(state, number);
        computed = System.nanoTime();
        for (int other = 0; other < ranks.size(); other++) {
            for (ShardResult result : codec.read(exchange().message(other))) {
                results[result.shard()] = result;
            }
        }
        check.requireWholeCounts(call, Arrays.asList(results));
        totals.add(call, results);
        SharedPhase phase = phases.get(call.phase());
        phase.reduceScatter(rank);
        Optional<Verdict.Finding> finding =
                totals.isLossFinite() && phase.isFinite() ? Optional.empty() : phase.firstNonFinite(rank);
        exchange().agree(new Verdict(isLast, phase.measured(rank), finding).toBytes());
    }

    /**
     * Updates the rank's slice of the weights, and publishes it. An update that is not finite is refused: nothing is published.
     *
     * @return whether the step is the round's last
     * @throws NonFiniteStepException if a loss or the gradient is not finite, and training halts
     */
    public boolean update(int number) {
        PhaseCall call = calls.at(state, number);
        SharedPhase phase = phases.get(call.phase());
        boolean isLast = false;
        Optional<Verdict.Finding> first = Optional.empty();
        for (int other = 0; other < ranks.size(); other++) {
            Verdict verdict = Verdict.read(exchange().message(other));
            isLast |= verdict.isLast();
            phase.setMeasured(other, verdict.norms());
            Optional<Verdict.Finding> known = first;
            if (verdict.finding()
                    .filter(found -> known.isEmpty() || found.isBefore(known.get()))
                    .isPresent()) {
                first = verdict.finding();
            }
        }
        Optional<String> notFinite = notFinite(call, first);
        isRefused = notFinite.isPresent();
        if (notFinite.isPresent()) {
            if (totals.refuse(check, call, notFinite.get(), state)) {
                copied = state.version();
            }
        } else {
            totals.addApplied(call, results);
            program.update(call, () -> phase.applyUpdate(rank, replica));
        }
        exchange().gather(call.phase());
        return isLast;
    }

    private Optional<String> notFinite(PhaseCall call, Optional<Verdict.Finding> finding) {
        int badShard = finding.map(Verdict.Finding::shard).orElse(Verdict.Finding.SUM);
        for (ShardResult result : results) {
            if (result.shard() == badShard || !Double.isFinite(result.loss())) {
                return Optional.of(check.nonFinite(
                        call,
                        result,
                        finding.filter(found -> found.shard() == result.shard()).map(Verdict.Finding::element)));
            }
        }
        double loss = totals.loss(call.phase());
        return finding.isEmpty() && Double.isFinite(loss)
                ? Optional.empty()
                : Optional.of(check.nonFiniteSum(call, loss, finding.map(Verdict.Finding::element)));
    }

    /** Takes over the other ranks' slices of the weights. */
    public void install(int number) {
        if (isRefused) {
            totals.addUpdate(System.nanoTime() - computed);
            return;
        }
        PhaseCall call = calls.at(state, number);
        SharedPhase phase = phases.get(call.phase());
        phase.countUpdate();
        phase.allGather(rank, replica);
        phase.takeOver(rank);
        if (!results[0].changes().isEmpty()) {
            MovingStatistics.apply(Arrays.asList(results), program, state);
            copied = state.version();
        }
        check.applied(call, totals.loss(call.phase()));
        totals.addUpdate(System.nanoTime() - computed);
    }

    /** Ends a step after its last call. */
    public CompletedStep endStep() {
        return totals.end(state);
    }

    /** The rank's part of the state. */
    public StatePart part() {
        List<Long> iterations = new ArrayList<>();
        List<StatePart.SlotSlice> slots = new ArrayList<>();
        for (int p = 0; p < phases.size(); p++) {
            ExchangePlan.Range slice = phases.get(p).slices().get(rank);
            List<float[]> values = new ArrayList<>();
            for (float[] slot : state.optimizers().get(p).slots()) {
                values.add(Arrays.copyOfRange(slot, slice.from(), slice.to()));
            }
            iterations.add(state.optimizers().get(p).iterations());
            slots.add(new StatePart.SlotSlice(slice.from(), values));
        }
        return new StatePart(
                rank == 0 ? state.weights() : List.of(),
                iterations,
                slots,
                WeightsChecksum.of(state.weights()),
                state.progress());
    }

    /**
     * Evaluates the rank's parts of the validation rows.
     *
     * @param parts the validation rows of each of the rank's shards
     */
    public List<PartialEvaluation> evaluate(IntFunction<Examples> parts, List<float[]> weights) {
        List<PartialEvaluation> partials = new ArrayList<>();
        for (int shard = ranks.get(rank).from(); shard < ranks.get(rank).to(); shard++) {
            partials.add(replica.evaluate(parts.apply(shard), Replica.EVALUATION_BATCH, weights));
        }
        // The replica has loaded these weights.
        state.changed();
        copied = state.version();
        return partials;
    }

    /** What is being computed, for messages of another thread. */
    public String where() {
        PhaseCall call = current;
        return call == null
                ? "the first phase"
                : "phase '" + program.phases().get(call.phase()).name() + "' at epoch " + (call.epoch() + 1) + ", step "
                        + call.step();
    }
}
