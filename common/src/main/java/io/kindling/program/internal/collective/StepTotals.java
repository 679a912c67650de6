package io.kindling.program.internal.collective;

import io.kindling.program.BuiltProgram;
import io.kindling.program.PhaseCall;
import io.kindling.program.StepTime;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.reduce.CanonicalSum;
import io.kindling.program.internal.reduce.PhaseCheck;
import io.kindling.program.internal.replica.ShardResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the shards' results of a step add up to, except their gradients: losses, metrics, rows and times. Kept over steps. */
final class StepTotals {
    private final double[] losses;
    private final int[] applied;
    private final List<String> refused = new ArrayList<>();
    private List<long[]> metrics = List.of();
    private boolean isLossFinite;
    private int rows;
    private long start;
    private long computeNanos;
    private long updateNanos;

    StepTotals(BuiltProgram program) {
        this.losses = new double[program.phases().size()];
        this.applied = new int[losses.length];
    }

    /** Begins a step. */
    void begin(TrainingState state) {
        start = System.nanoTime();
        state.stepBegins();
        Arrays.fill(applied, 0);
        refused.clear();
        metrics = new ArrayList<>(state.metrics().size());
        for (long[] metric : state.metrics()) {
            metrics.add(metric.clone());
        }
        computeNanos = 0;
        updateNanos = 0;
    }

    /**
     * Adds the results of a phase, except their metrics.
     *
     * @param results one for each shard, in the order of shards
     */
    void add(PhaseCall call, ShardResult[] results) {
        double loss = loss(results, 0, results.length);
        losses[call.phase()] = loss;
        isLossFinite = Double.isFinite(loss);
        rows = 0;
        long slowest = 0;
        for (ShardResult result : results) {
            rows += result.rows();
            slowest = Math.max(slowest, result.computeNanos());
        }
        computeNanos += slowest;
    }

    /** Whether the sum of the losses of the phase that was added last is finite: then those of all shards are. */
    boolean isLossFinite() {
        return isLossFinite;
    }

    /** Counts an update that is applied, and adds the metrics of its results. */
    void addApplied(PhaseCall call, ShardResult[] results) {
        applied[call.phase()]++;
        for (ShardResult result : results) {
            for (int m = 0; m < metrics.size(); m++) {
                add(metrics.get(m), result.metrics().get(m));
            }
        }
    }

    /**
     * Refuses an update that is not finite; the phase then has no loss.
     *
     * @param notFinite the description of what is not
     * @return whether the state has changed
     */
    boolean refuse(PhaseCheck check, PhaseCall call, String notFinite, TrainingState state) {
        long version = state.version();
        losses[call.phase()] = Double.NaN;
        refused.add(check.refuse(call, notFinite, state));
        return state.version() != version;
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
        state.stepDone(rows, metrics, applied);
        return new CompletedStep(
                step,
                state.epoch(),
                batch,
                losses.clone(),
                metrics,
                rows,
                state.seen(),
                new StepTime(System.nanoTime() - start, computeNanos, updateNanos),
                applied.clone(),
                List.copyOf(refused));
    }
}
