package io.kindling.program;

import io.kindling.data.RowOwnership;
import io.kindling.nn.WeightLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Refuses results that must not be applied: computed with other weights, over other counts than the whole batch has, or
 * not finite.
 */
final class PhaseCheck {
    private final BuiltProgram program;
    private final RowOwnership ownership;
    private final PhaseCounts wholeCounts;
    private double lastLoss = Double.NaN;

    PhaseCheck(BuiltProgram program, RowOwnership ownership) {
        this.program = program;
        this.ownership = ownership;
        this.wholeCounts = new PhaseCounts(program);
    }

    void requireSound(PhaseCall call, List<ShardResult> results, List<float[]> weights) {
        requireSameWeights(results, weights);
        requireWholeCounts(call, results);
        requireFinite(call, results);
        lastLoss = results.stream().mapToDouble(ShardResult::loss).sum();
    }

    private static void requireSameWeights(List<ShardResult> results, List<float[]> weights) {
        long expected = WeightsChecksum.of(weights);
        for (ShardResult result : results) {
            if (result.weightsDigest() != expected) {
                throw new IllegalStateException("Cannot use the result of shard " + result.shard()
                        + ": it was computed with other weights than this step's.");
            }
        }
    }

    private void requireWholeCounts(PhaseCall call, List<ShardResult> results) {
        long[] whole = wholeCounts.of(call, ownership.batchRows(call.batch()));
        long[] summed = new long[whole.length];
        for (ShardResult result : results) {
            for (int i = 0; i < summed.length; i++) {
                summed[i] += result.termCounts()[i];
            }
        }
        if (!Arrays.equals(whole, summed)) {
            throw new ProgramException("Cannot scale the loss of phase '" + phase(call).name()
                    + "': its means are over " + Arrays.toString(whole) + " elements of the whole batch, the shards summed "
                    + Arrays.toString(summed) + ". Every tensor in a mean must have one row for each row of the batch, or of"
                    + " step.rows(n).");
        }
    }

    private void requireFinite(PhaseCall call, List<ShardResult> results) {
        for (ShardResult result : results) {
            int bad = firstNotFinite(result.gradient());
            if (bad >= 0 || !Double.isFinite(result.loss())) {
                throw notFinite(call, "shard " + result.shard(), result.loss(), bad);
            }
        }
    }

    private NotFiniteException notFinite(PhaseCall call, String where, double loss, int bad) {
        String what = Double.isFinite(loss)
                ? "the gradient is not finite"
                : "loss became " + loss;
        String layer = bad < 0 ? "" : ", first in the gradient of '" + weightAt(phase(call), bad) + "'";
        String last = Double.isNaN(lastLoss)
                ? ""
                : " Last finite loss " + String.format(java.util.Locale.ROOT, "%.4f", lastLoss) + " at step "
                        + Math.max(0, call.step() - 1) + ".";
        return new NotFiniteException("Cannot continue: " + what + " at epoch " + call.epoch() + ", step " + call.step()
                + ", phase '" + phase(call).name() + "', " + where + layer + "." + last
                + " The update was refused. Try a smaller learning rate, gradient clipping, or rescaled features.");
    }

    private Phase phase(PhaseCall call) {
        return program.phases().get(call.phase());
    }

    private String weightAt(Phase phase, int index) {
        WeightLayout layout = program.layout(phase);
        return layout.sliceAt(index).name();
    }

    private static int firstNotFinite(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0;
        }
        if (sum == 0) {
            return -1;
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return i;
            }
        }
        return -1;
    }
}
