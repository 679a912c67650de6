package io.kindling.program.internal.collective;

import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.NonFiniteStepException;
import io.kindling.program.Phase;
import io.kindling.program.PhaseCall;
import io.kindling.program.PhaseException;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.reduce.MovingStatistics;
import io.kindling.program.internal.reduce.PartialGradient;
import io.kindling.program.internal.reduce.PhaseCheck;
import io.kindling.program.internal.replica.ConnectedWeights;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.GradientBuffer;
import io.kindling.program.internal.replica.ShardComputation;
import io.kindling.program.internal.replica.ShardResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a program, computed by a worker group whose ranks share the state. A phase has four parts, with a barrier after
 * each of the first three: the ranks compute their shards; each adds and checks one slice of the gradient; each updates that
 * slice of the weights; each copies all slices into its replica's resident weights. A rank that reaches a barrier early
 * prefetches its next rows. Rank 0 also computes what is not distributed: counts, losses, metrics, moving statistics. A phase
 * that is refused changes nothing, unless the program rolls back; if training halts, the updates of the step's earlier phases
 * remain.
 */
final class SharedStep implements WorkerGroup.GroupTask {
    private final BuiltProgram program;
    private final TrainingState state;
    private final List<ShardBatches> rows;
    private final String executor;
    private final int ranks;
    private final StepCalls calls;
    private final PhaseCheck check;
    private final List<SharedPhase> phases = new ArrayList<>();
    /** For each phase, a gradient for each shard. */
    private final List<List<GradientBuffer>> gradients = new ArrayList<>();

    private final ShardResult[] results;
    private final List<ShardResult> allResults;
    private Failures failures;
    private final StepTotals totals;
    /** The version of the state's weights that the replicas have copied; since then, steps update state and copies alike. */
    private long copied;
    /** The call that is being computed, for messages. */
    private volatile @Nullable PhaseCall current;
    /** The state's version after the last step. */
    private long reached;

    /**
     * Prepares the phases, once for all steps.
     *
     * @param program steps read only its list of phases
     * @param state the state that all steps change
     * @param rows each shard's rows
     * @param executor the executor that computes the shards, for messages; may be empty
     */
    SharedStep(BuiltProgram program, TrainingState state, List<ShardBatches> rows, int ranks, String executor) {
        this.program = program;
        this.state = state;
        this.rows = rows;
        this.executor = executor;
        this.ranks = ranks;
        RowPartitioner partitioner = rows.get(0).partitioner();
        this.calls = new StepCalls(program, partitioner.batchesPerEpoch());
        this.check = new PhaseCheck(program, partitioner);
        this.results = new ShardResult[rows.size()];
        this.allResults = Arrays.asList(results);
        this.failures = new Failures(ranks);
        this.totals = new StepTotals(program);
        PhaseCall first = calls.at(state, 0);
        check.prepare(first);
        ConnectedWeights connected = new ConnectedWeights(program);
        for (int p = 0; p < program.phases().size(); p++) {
            Phase phase = program.phases().get(p);
            WeightLayout layout = connected.of(
                    new PhaseCall(first.step(), first.epoch(), first.batch(), p, 0), partitioner.batchRows(0));
            List<GradientBuffer> buffers = Stream.generate(() -> new GradientBuffer(layout))
                    .limit(rows.size())
                    .toList();
            SharedPhase shared = new SharedPhase(program, phase, layout, state, ranks);
            for (int rank = 0; rank < ranks; rank++) {
                shared.share(rank, PartialGradient.ofShards(buffers), others(rank, buffers), first(rank, buffers));
            }
            phases.add(shared);
            gradients.add(buffers);
        }
    }

    /**
     * The gradient of the first shard that a rank computes. Other ranks write new weights there, in place of a gradient that is
     * not needed any more: reusing memory that two cores already exchange costs less than memory that one core only writes and
     * the other only reads.
     */
    private FlatBuffer first(int rank, List<GradientBuffer> buffers) {
        return buffers.get(WorkerGroup.rangeStart(rank, ranks, buffers.size())).all();
    }

    private List<FlatBuffer> others(int rank, List<GradientBuffer> buffers) {
        return IntStream.range(0, ranks)
                .filter(other -> other != rank)
                .mapToObj(other -> first(other, buffers))
                .toList();
    }

    TrainingState state() {
        return state;
    }

    /**
     * Computes one step, the calling thread being rank 0.
     *
     * @throws PhaseException if the program's code threw
     * @throws NonFiniteStepException if an update is not finite, and training halts
     */
    CompletedStep lead(WorkerGroup group, ShardComputation replica) {
        if (failures.any() || failures.isRefused()) {
            // A slow rank may still read the failures of the previous step.
            failures = new Failures(ranks);
        }
        if (state.version() != reached) {
            copied = state.version();
        }
        totals.begin(state);
        group.lead(this, replica);
        if (failures.any() || failures.isRefused()) {
            // The step's earlier phases may have changed the weights.
            state.changed();
        }
        failures.throwFirst();
        CompletedStep completed = totals.end(state);
        reached = state.version();
        return completed;
    }

    @Override
    public void run(int rank, ShardComputation replica, SpinBarrier barrier) {
        Failures stepFailures = failures;
        for (int number = 0; number < calls.count(); number++) {
            if (!phase(rank, replica, barrier, calls.at(state, number), stepFailures)) {
                return;
            }
        }
    }

    @Override
    public String name() {
        PhaseCall call = current;
        return call == null
                ? "the first phase"
                : "phase '" + program.phases().get(call.phase()).name() + "' at epoch " + (call.epoch() + 1) + ", step "
                        + call.step();
    }

    /** @return whether training goes on */
    private boolean phase(
            int rank, ShardComputation replica, SpinBarrier barrier, PhaseCall call, Failures stepFailures) {
        SharedPhase phase = phases.get(call.phase());
        if (rank == 0) {
            current = call;
        }
        stepFailures.capture(rank, () -> compute(rank, replica, call));
        Runnable whileWaiting = () -> prefetchNext(rank, replica, call);
        barrier.awaitInterruptibly(rank, whileWaiting);
        if (stepFailures.any()) {
            return false;
        }
        long computed = System.nanoTime();
        if (rank == 0) {
            stepFailures.captureRefusal(() -> record(call));
        }
        phase.reduceScatter(rank);
        barrier.await(rank, whileWaiting);
        if (stepFailures.isRefused()) {
            return false;
        }
        if (!totals.isLossFinite() || !phase.isFinite()) {
            if (rank == 0) {
                stepFailures.captureRefusal(() -> refuse(call, phase));
            }
            barrier.await(rank, whileWaiting);
            return !stepFailures.isRefused();
        }
        if (rank == 0) {
            totals.addApplied(call, results);
        }
        program.update(call, () -> phase.applyUpdate(rank, replica));
        boolean movesStatistics = !results[0].changes().isEmpty();
        barrier.await(rank, whileWaiting);
        if (rank == 0) {
            phase.countUpdate();
        }
        phase.allGather(rank, replica);
        if (movesStatistics) {
            if (rank == 0) {
                MovingStatistics.apply(allResults, program, state);
                copied = state.version();
            }
            barrier.await(rank);
        }
        if (rank == 0) {
            check.applied(call, totals.loss(call.phase()));
            totals.addUpdate(System.nanoTime() - computed);
        }
        return true;
    }

    private void compute(int rank, ShardComputation replica, PhaseCall call) {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("Interrupted while shards were computing.");
        }
        int to = WorkerGroup.rangeStart(rank + 1, ranks, results.length);
        for (int shard = WorkerGroup.rangeStart(rank, ranks, results.length); shard < to; shard++) {
            GradientBuffer gradient = gradients.get(call.phase()).get(shard);
            results[shard] = replica.run(call, shard, rows.get(shard), state.weights(), copied, gradient);
        }
    }

    /** Prefetches the first rows that a rank needs next. */
    private void prefetchNext(int rank, ShardComputation replica, PhaseCall call) {
        PhaseCall next = calls.next(call);
        if (next != null) {
            int shard = WorkerGroup.rangeStart(rank, ranks, results.length);
            replica.prefetch(next, shard, rows.get(shard));
        }
    }

    /** Combines the shards' results, except their gradients and metrics. */
    private void record(PhaseCall call) {
        check.requireWholeCounts(call, allResults);
        totals.add(call, results);
    }

    /** Refuses an update that is not finite: names the shard whose loss or gradient is not, or says that only the sum is not. */
    private void refuse(PhaseCall call, SharedPhase phase) {
        double loss = totals.loss(call.phase());
        String notFinite = check.nonFinite(call, complete(call), loss)
                .orElseGet(() -> check.nonFiniteSum(call, loss, Optional.of(phase.nonFiniteElement())));
        if (totals.refuse(check, call, notFinite, state)) {
            copied = state.version();
        }
    }

    /** The results with their gradients and their executor. */
    private List<ShardResult> complete(PhaseCall call) {
        return allResults.stream()
                .map(result -> result.with(gradients.get(call.phase()).get(result.shard()))
                        .computedBy(executor, 0))
                .toList();
    }
}
