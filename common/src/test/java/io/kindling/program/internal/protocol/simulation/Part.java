package io.kindling.program.internal.protocol.simulation;

import java.util.List;

/** What comes with a message. */
sealed interface Part {
    /** Nothing. */
    record Nothing() implements Part {}

    /** The state that ranks begin a round with. */
    record Whole(ToyState state) implements Part {}

    /** The weights to evaluate. */
    record Weights(float[][] weights) implements Part {}

    /** The losses of a step, one for each call. */
    record Losses(List<Float> losses) implements Part {}

    /** A rank's part of the state: all weights, and the slots from one element to another. */
    record Slice(int rank, ToyState state, int from, int to) implements Part {}

    /** The values of a rank's shards. */
    record Values(int firstShard, List<Float> values) implements Part {}

    /** The step that failed, -1 if no step did. */
    record Failure(long step) implements Part {}
}
