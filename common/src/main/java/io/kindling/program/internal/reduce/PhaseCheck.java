package io.kindling.program.internal.reduce;

import io.kindling.data.RowPartitioner;
import io.kindling.nn.optimizer.NonFiniteElement;
import io.kindling.program.BuiltProgram;
import io.kindling.program.NonFiniteStepException;
import io.kindling.program.OnNan;
import io.kindling.program.Phase;
import io.kindling.program.PhaseCall;
import io.kindling.program.ProgramException;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.replica.PhaseCounts;
import io.kindling.program.internal.replica.ShardResult;
import io.kindling.program.internal.replica.WeightsChecksum;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Refuses results that must not be applied: computed with other weights, with counts that do not add up to the whole batch's,
 * or not finite. What happens then is the program's {@link OnNan}.
 */
public final class PhaseCheck {
    /** What to try if updates are not finite. */
    public static final String REMEDY = "Try a smaller learning rate (--learning-rate), scaled features (--normalize or"
            + " --rescale), or in a program of your own the optimizer's clipNorm.";

    private final BuiltProgram program;
    private final RowPartitioner partitioner;
    private final PhaseCounts wholeCounts;
    /** The last finite loss of each phase; NaN before there is one. */
    private final double[] lastLosses;

    private final long[] lastSteps;

    public PhaseCheck(BuiltProgram program, RowPartitioner partitioner) {
        this.program = program;
        this.lastLosses = new double[program.phases().size()];
        Arrays.fill(lastLosses, Double.NaN);
        this.lastSteps = new long[lastLosses.length];
        this.partitioner = partitioner;
        this.wholeCounts = new PhaseCounts(program);
    }

    /** Computes the whole batch's counts for each phase and batch size in advance, so that no step has to. */
    public void prepare(PhaseCall call) {
        for (int phase = 0; phase < program.phases().size(); phase++) {
            PhaseCall first = new PhaseCall(call.step(), call.epoch(), call.batch(), phase, 0);
            wholeCounts.of(first, partitioner.batchRows(0));
            wholeCounts.of(first, partitioner.batchRows(partitioner.batchesPerEpoch() - 1));
        }
    }

    public void requireSound(PhaseCall call, List<ShardResult> results, List<float[]> weights) {
        requireSameWeights(results, weights);
        requireWholeCounts(call, results);
    }

    /** Records the loss of a phase whose update was applied. */
    public void applied(PhaseCall call, double loss) {
        lastLosses[call.phase()] = loss;
        lastSteps[call.phase()] = call.step();
    }

    private static void requireSameWeights(List<ShardResult> results, List<float[]> weights) {
        long expected = WeightsChecksum.of(weights);
        for (ShardResult result : results) {
            if (result.weightsDigest() != expected) {
                throw new IllegalStateException("Cannot use the result of " + result.description()
                        + ": it was computed with other weights than this step's.");
            }
        }
    }

    public void requireWholeCounts(PhaseCall call, List<ShardResult> results) {
        long[] whole = wholeCounts.of(call, partitioner.batchRows(call.batch()));
        long[] summed = new long[whole.length];
        for (ShardResult result : results) {
            for (int i = 0; i < summed.length; i++) {
                summed[i] += result.termCounts()[i];
            }
        }
        if (!Arrays.equals(whole, summed)) {
            throw new ProgramException(
                    "Cannot scale the loss of phase '" + phase(call).name()
                            + "': its means are over " + Arrays.toString(whole)
                            + " elements of the whole batch, the shards summed "
                            + Arrays.toString(summed)
                            + ". Every tensor in a mean must have one row for each row of the batch, or of"
                            + " step.rows(n).");
        }
    }

    /**
     * Describes the first shard's loss or gradient that is not finite, or else the sum of losses; empty if all are finite.
     * The sum of the gradients may still not be: see {@link #nonFiniteSum}.
     *
     * @param loss the sum of the shards' losses
     */
    public Optional<String> nonFinite(PhaseCall call, List<ShardResult> results, double loss) {
        for (ShardResult result : results) {
            Optional<NonFiniteElement> bad = NonFiniteElement.firstIn(result.gradient(), program.layout(phase(call)));
            if (bad.isPresent() || !Double.isFinite(result.loss())) {
                return Optional.of(nonFinite(call, result.description(), result.loss(), bad));
            }
        }
        return Double.isFinite(loss) ? Optional.empty() : Optional.of(nonFiniteSum(call, loss, Optional.empty()));
    }

    /**
     * Describes a shard's loss or gradient that is not finite.
     *
     * @param bad its first element that is not finite; empty if only the loss is not
     */
    public String nonFinite(PhaseCall call, ShardResult result, Optional<NonFiniteElement> bad) {
        return nonFinite(call, result.description(), result.loss(), bad);
    }

    /**
     * Describes losses and gradients of shards that are finite, but whose sum is not.
     *
     * @param bad the first element of the sum of gradients that is not finite; empty if only the sum of losses is not
     */
    public String nonFiniteSum(PhaseCall call, double loss, Optional<NonFiniteElement> bad) {
        return nonFinite(call, "in the sum over shards", loss, bad);
    }

    /**
     * Does what the program does about an update that is not finite. The update must not have changed the state.
     *
     * @param what the description of what is not finite
     * @return what was done and why, for the user
     * @throws NonFiniteStepException if training halts
     */
    public String refuse(PhaseCall call, String what, TrainingState state) {
        return switch (program.spec().onNan()) {
            case HALT ->
                throw new NonFiniteStepException("Cannot continue: " + what + lastLoss(call)
                        + " The update was refused. " + REMEDY + " To leave such updates out, set --on-nan skip.");
            case SKIP -> "Skipped an update: " + what + lastLoss(call);
            case ROLLBACK -> {
                state.rollBack();
                yield "Returned to the start of the epoch: " + what + lastLoss(call);
            }
        };
    }

    private String nonFinite(PhaseCall call, String where, double loss, Optional<NonFiniteElement> bad) {
        String what = Double.isFinite(loss) ? "the gradient is not finite" : "loss became " + loss;
        String layer = bad.map(found -> ", first in the gradient of '" + found.weight() + "'")
                .orElse("");
        return what + " at epoch " + (call.epoch() + 1) + ", step " + call.step() + ", phase '"
                + phase(call).name() + "', " + where + layer + ".";
    }

    private String lastLoss(PhaseCall call) {
        double last = lastLosses[call.phase()];
        return Double.isNaN(last)
                ? ""
                : " Last finite loss " + String.format(Locale.ROOT, "%.4g", last) + " at step "
                        + lastSteps[call.phase()] + ".";
    }

    private Phase phase(PhaseCall call) {
        return program.phases().get(call.phase());
    }
}
