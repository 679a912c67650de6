package io.kindling.program.internal.collective;

import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.nn.optimizer.NonFiniteGradientException;
import io.kindling.program.BuiltProgram;
import io.kindling.program.NonFiniteStepException;
import io.kindling.program.Phase;
import io.kindling.program.PhaseCall;
import io.kindling.program.PhaseException;
import io.kindling.program.StepTime;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.reduce.CanonicalSum;
import io.kindling.program.internal.reduce.MovingStatistics;
import io.kindling.program.internal.reduce.PhaseCheck;
import io.kindling.program.internal.replica.ConnectedWeights;
import io.kindling.program.internal.replica.ShardComputation;
import io.kindling.program.internal.replica.ShardResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a program, computed by a worker group whose ranks share the state. A phase has four parts, with a barrier after
 * each of the first three: the ranks compute their shards; each adds and checks one slice of the gradient; each updates that
 * slice of the weights; each copies all slices into its replica's resident weights. A rank that reaches a barrier early
 * prefetches its next rows. Rank 0 also computes what is not distributed: counts, losses, metrics, moving statistics. A phase
 * that is refused changes nothing; the updates of the step's earlier phases remain.
 */
final class SharedStep implements WorkerGroup.GroupTask {
    private final BuiltProgram program;
    private final TrainingState state;
    private final List<ShardBatches> rows;
    private final String executor;
    private final int ranks;
    private final long batches;
    private final PhaseCheck check;
    private final List<SharedPhase> phases = new ArrayList<>();
    private final ShardResult[] results;
    private final List<ShardResult> allResults;
    private Failures failures;
    private final double[] losses;
    /** The version of the state's weights that the replicas have copied; since then, steps update state and copies alike. */
    private long copied;
    /** The call that is being computed, for messages. */
    private volatile @Nullable PhaseCall current;
    /** The state's version after the last step. */
    private long reached;

    private List<long[]> metrics = List.of();
    private int rowsSeen;
    private long computeNanos;
    private long updateNanos;

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
        this.batches = partitioner.batchesPerEpoch();
        this.check = new PhaseCheck(program, partitioner);
        this.results = new ShardResult[rows.size()];
        this.allResults = Arrays.asList(results);
        this.failures = new Failures(ranks);
        this.losses = new double[program.phases().size()];
        PhaseCall first = call(0, 0);
        check.prepare(first);
        ConnectedWeights connected = new ConnectedWeights(program);
        for (int p = 0; p < program.phases().size(); p++) {
            Phase phase = program.phases().get(p);
            phases.add(new SharedPhase(
                    program, phase, connected.of(call(p, 0), partitioner.batchRows(0)), state, rows.size(), ranks));
        }
    }

    TrainingState state() {
        return state;
    }

    private PhaseCall call(int phase, int repeat) {
        return new PhaseCall(state.step(), state.epoch(), state.batch(), phase, repeat);
    }

    /**
     * Computes one step, the calling thread being rank 0.
     *
     * @throws PhaseException if the program's code threw
     * @throws NonFiniteStepException if the step was refused
     */
    CompletedStep lead(WorkerGroup group, ShardComputation replica) {
        long start = System.nanoTime();
        if (failures.any() || failures.isRefused()) {
            // A slow rank may still read the failures of the previous step.
            failures = new Failures(ranks);
        }
        if (state.version() != reached) {
            copied = state.version();
        }
        metrics = copy(state.metrics());
        computeNanos = 0;
        updateNanos = 0;
        long step = state.step();
        int batch = state.batch();
        group.lead(this, replica);
        if (failures.any() || failures.isRefused()) {
            // The step's earlier phases may have changed the weights.
            state.changed();
        }
        failures.throwFirst();
        reached = state.version();
        return new CompletedStep(
                step,
                state.epoch(),
                batch,
                losses.clone(),
                metrics,
                rowsSeen,
                state.seen(),
                new StepTime(System.nanoTime() - start, computeNanos, updateNanos));
    }

    private static List<long[]> copy(List<long[]> states) {
        List<long[]> copies = new ArrayList<>(states.size());
        for (long[] state : states) {
            copies.add(state.clone());
        }
        return copies;
    }

    @Override
    public void run(int rank, ShardComputation replica, SpinBarrier barrier) {
        Failures stepFailures = failures;
        for (int p = 0; p < phases.size(); p++) {
            for (int repeat = 0; repeat < program.phases().get(p).repeat(); repeat++) {
                if (!phase(rank, replica, barrier, call(p, repeat), stepFailures)) {
                    return;
                }
            }
        }
        if (rank == 0) {
            state.stepDone(rowsSeen, metrics);
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

    /** @return whether the update was made */
    private boolean phase(
            int rank, ShardComputation replica, SpinBarrier barrier, PhaseCall call, Failures stepFailures) {
        SharedPhase phase = phases.get(call.phase());
        if (rank == 0) {
            current = call;
        }
        stepFailures.capture(rank, () -> compute(rank, replica, call, phase));
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
        if (!phase.isFinite()) {
            if (rank == 0) {
                stepFailures.captureRefusal(() -> refuse(call, phase));
            }
            return false;
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
            check.applied(call, losses[call.phase()]);
            updateNanos += System.nanoTime() - computed;
        }
        return true;
    }

    private void compute(int rank, ShardComputation replica, PhaseCall call, SharedPhase phase) {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("Interrupted while shards were computing.");
        }
        int to = WorkerGroup.rangeStart(rank + 1, ranks, results.length);
        for (int shard = WorkerGroup.rangeStart(rank, ranks, results.length); shard < to; shard++) {
            results[shard] = replica.run(call, shard, rows.get(shard), state.weights(), copied, phase.gradient(shard));
        }
    }

    /** Prefetches the first rows that a rank needs next. */
    private void prefetchNext(int rank, ShardComputation replica, PhaseCall call) {
        PhaseCall next = next(call);
        if (next != null) {
            int shard = WorkerGroup.rangeStart(rank, ranks, results.length);
            replica.prefetch(next, shard, rows.get(shard));
        }
    }

    /** The call after a given one; null at the end of an epoch, because the next epoch has another order of rows. */
    private @Nullable PhaseCall next(PhaseCall call) {
        int phase = call.phase();
        if (call.repeat() + 1 < program.phases().get(phase).repeat()) {
            return new PhaseCall(call.step(), call.epoch(), call.batch(), phase, call.repeat() + 1);
        }
        if (phase + 1 < phases.size()) {
            return new PhaseCall(call.step(), call.epoch(), call.batch(), phase + 1, 0);
        }
        return call.batch() + 1 < batches ? new PhaseCall(call.step() + 1, call.epoch(), call.batch() + 1, 0, 0) : null;
    }

    /** Combines the shards' results, except their gradients. */
    private void record(PhaseCall call) {
        check.requireWholeCounts(call, allResults);
        double loss = loss(0, results.length);
        rowsSeen = 0;
        long slowest = 0;
        boolean finite = true;
        for (ShardResult result : results) {
            rowsSeen += result.rows();
            slowest = Math.max(slowest, result.computeNanos());
            finite &= Double.isFinite(result.loss());
            for (int m = 0; m < metrics.size(); m++) {
                add(metrics.get(m), result.metrics().get(m));
            }
        }
        computeNanos += slowest;
        losses[call.phase()] = loss;
        if (!finite) {
            check.requireFinite(call, complete(phases.get(call.phase())));
        }
    }

    private double loss(int from, int to) {
        if (to - from == 1) {
            return results[from].loss();
        }
        int middle = from + CanonicalSum.left(to - from);
        return loss(from, middle) + loss(middle, to);
    }

    private static void add(long[] sum, long[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    /** Throws, and names the shard whose gradient is not finite, or says that only the sum is not. */
    private void refuse(PhaseCall call, SharedPhase phase) {
        check.requireFinite(call, complete(phase));
        try {
            phase.requireFinite();
        } catch (NonFiniteGradientException e) {
            throw check.nonFiniteSum(call, losses[call.phase()], e.finding());
        }
    }

    /** The results with their gradients and their executor. */
    private List<ShardResult> complete(SharedPhase phase) {
        return allResults.stream()
                .map(result -> result.with(phase.gradient(result.shard())).computedBy(executor, 0))
                .toList();
    }
}
