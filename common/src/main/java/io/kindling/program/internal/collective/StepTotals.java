package io.kindling.program.internal.collective;

import io.kindling.program.BuiltProgram;
import io.kindling.program.PhaseCall;
import io.kindling.program.StepTime;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.reduce.CanonicalSum;
import io.kindling.program.internal.replica.ShardResult;
import java.util.ArrayList;
import java.util.List;

/** What the shards' results of a step add up to, except their gradients: losses, metrics, rows and times. Kept over steps. */
final class StepTotals {
    private final double[] losses;
    private List<long[]> metrics = List.of();
    private int rows;
    private long start;
    private long computeNanos;
    private long updateNanos;

    StepTotals(BuiltProgram program) {
        this.losses = new double[program.phases().size()];
    }

    /** Begins a step. */
    void begin(TrainingState state) {
        start = System.nanoTime();
        metrics = new ArrayList<>(state.metrics().size());
        for (long[] metric : state.metrics()) {
            metrics.add(metric.clone());
        }
        computeNanos = 0;
        updateNanos = 0;
    }

    /**
     * Adds the results of a phase.
     *
     * @param results one for each shard, in the order of shards
     * @return whether the losses of all shards are finite
     */
    boolean add(PhaseCall call, ShardResult[] results) {
        losses[call.phase()] = loss(results, 0, results.length);
        rows = 0;
        long slowest = 0;
        boolean finite = true;
        for (ShardResult result : results) {
            rows += result.rows();
            slowest = Math.max(slowest, result.computeNanos());
            finite &= Double.isFinite(result.loss());
            for (int m = 0; m < metrics.size(); m++) {
                add(metrics.get(m), result.metrics().get(m));
            }
        }
        computeNanos += slowest;
        return finite;
    }

    private static double loss(ShardResult[] results, int from, int to) {
        if (to - from == 1) {
            return results[from].loss();
        }
        int middle = from + CanonicalSum.left(to - from);
        return loss(results, from, middle) + loss(results, middle, to);
    }

    private static void add(long[] sum, long[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    /** Adds time that was spent on an update. */
    void addUpdate(long nanos) {
        updateNanos += nanos;
    }

    /** The loss of a phase in its last call. */
    double loss(int phase) {
        return losses[phase];
    }

    /** Counts the step in the state, and returns its result. */
    CompletedStep end(TrainingState state) {
        long step = state.step();
        int batch = state.batch();
        state.stepDone(rows, metrics);
        return new CompletedStep(
                step,
                state.epoch(),
                batch,
                losses.clone(),
                metrics,
                rows,
                state.seen(),
                new StepTime(System.nanoTime() - start, computeNanos, updateNanos));
    }
}
