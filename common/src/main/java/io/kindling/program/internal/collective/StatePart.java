package io.kindling.program.internal.collective;

import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.TrainingState;
import java.util.List;

/**
 * A rank's part of the state at the end of a round: the optimizer slots of its slices, and, of rank 0, everything else.
 *
 * @param weights each model's flat array; empty for other ranks than 0
 * @param iterations the updates that each phase's optimizer has made
 * @param slots the slices of each phase's slots
 * @param checksum of the weights: equal for all ranks
 * @param progress the step, and the metrics of the epoch so far
 */
public record StatePart(
        List<float[]> weights,
        List<Long> iterations,
        List<SlotSlice> slots,
        long checksum,
        TrainingState.Progress progress) {
    /**
     * A slice of the slots of a phase's optimizer.
     *
     * @param from its first element
     * @param values one array for each slot
     */
    public record SlotSlice(int from, List<float[]> values) {}

    public StatePart {
        weights = List.copyOf(weights);
        iterations = List.copyOf(iterations);
        slots = List.copyOf(slots);
    }

    /**
     * Puts the parts of all ranks into a state, which has the slots of the round's first step.
     *
     * @param parts in the order of ranks
     * @throws IllegalStateException if the ranks have different weights
     */
    public static void apply(List<StatePart> parts, TrainingState state) {
        StatePart first = parts.get(0);
        for (int rank = 1; rank < parts.size(); rank++) {
            if (parts.get(rank).checksum() != first.checksum()) {
                throw new IllegalStateException(
                        "Cannot continue: at step " + first.progress().step() + " rank " + rank
                                + " has other weights than rank 0. Its machine may be faulty.");
            }
        }
        // The ranks have only their slices of what an epoch began with.
        state.stepBegins();
        for (int model = 0; model < first.weights().size(); model++) {
            float[] weights = first.weights().get(model);
            System.arraycopy(weights, 0, state.weights().get(model), 0, weights.length);
        }
        for (int phase = 0; phase < first.iterations().size(); phase++) {
            OptimizerState optimizer = state.optimizers().get(phase);
            float[][] slots = optimizer.slots();
            for (StatePart part : parts) {
                SlotSlice slice = part.slots().get(phase);
                for (int slot = 0; slot < slots.length; slot++) {
                    float[] values = slice.values().get(slot);
                    System.arraycopy(values, 0, slots[slot], slice.from(), values.length);
                }
            }
            optimizer.setIterations(first.iterations().get(phase));
        }
        state.setProgress(first.progress());
        state.changed();
    }
}
