package io.kindling.program.internal.protocol.simulation;

import java.util.Arrays;

/** The state of a training: for each phase, the weights that it updates and its optimizer's slots. */
final class ToyState {
    final float[][] weights;
    final float[][] slots;
    long step;

    ToyState(float[][] weights, float[][] slots, long step) {
        this.weights = weights;
        this.slots = slots;
        this.step = step;
    }

    static float[][] copy(float[][] arrays) {
        return Arrays.stream(arrays).map(float[]::clone).toArray(float[][]::new);
    }

    ToyState copy() {
        return new ToyState(copy(weights), copy(slots), step);
    }

    boolean equalsBitwise(ToyState other) {
        return step == other.step && Arrays.deepEquals(weights, other.weights) && Arrays.deepEquals(slots, other.slots);
    }

    @Override
    public String toString() {
        return "step " + step + " weights " + Arrays.deepToString(weights) + " slots " + Arrays.deepToString(slots);
    }
}
