package io.kindling.program.internal.exchange;

import io.kindling.nn.internal.weights.WeightLayout;
import java.util.List;

/**
 * Who computes and updates what in a session.
 *
 * @param shards each rank's shards, contiguous and in the order of ranks; none is empty
 * @param phases the gradient of each phase, and how it is divided among the ranks
 * @param messageBytes the length of the longest message
 */
public record ExchangePlan(List<Range> shards, List<PhaseSlices> phases, int messageBytes) {
    /**
     * A range of shards or of elements.
     *
     * @param from the first
     * @param to the one after the last
     */
    public record Range(int from, int to) {
        public int size() {
            return to - from;
        }
    }

    /**
     * The gradient of a phase.
     *
     * @param layout its weights
     * @param slices the elements of the flat gradient that each rank adds up and updates, in the order of ranks; some may be
     *     empty
     */
    public record PhaseSlices(WeightLayout layout, List<Range> slices) {
        public PhaseSlices {
            slices = List.copyOf(slices);
        }
    }

    public ExchangePlan {
        shards = List.copyOf(shards);
        phases = List.copyOf(phases);
    }

    /** The number of ranks. */
    public int ranks() {
        return shards.size();
    }

    /** The number of shards. */
    public int shardCount() {
        return shards.get(shards.size() - 1).to();
    }
}
