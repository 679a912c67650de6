package io.kindling.nn.optimizer;

/**
 * The state of an optimizer for one flat array of weights: the number of updates made, and the slots, each an array of
 * the weights' size. Updates change it in place.
 */
public final class OptimizerState {
    private long iterations;
    private final float[][] slots;

    /** Restores a saved state; the arrays are aliased, not copied. */
    public OptimizerState(long iterations, float[][] slots) {
        if (iterations < 0) {
            throw new IllegalArgumentException("Invalid iterations: " + iterations + " (at least 0)");
        }
        this.iterations = iterations;
        this.slots = slots.clone();
    }

    /** Updates made so far. */
    public long iterations() {
        return iterations;
    }

    /** Returns the slots in the order of {@link Optimizer#slotNames}; the arrays are aliased. */
    public float[][] slots() {
        return slots.clone();
    }

    /** Increments the number of updates, after an update made in blocks. */
    public void incrementIterations() {
        iterations++;
    }

    /** Sets the number of updates, for a state that is put together from parts. */
    public void setIterations(long updates) {
        iterations = updates;
    }

    /** Copies the content of another state, whose slots must have the same sizes. */
    public void copyFrom(OptimizerState other) {
        iterations = other.iterations;
        for (int i = 0; i < slots.length; i++) {
            System.arraycopy(other.slots[i], 0, slots[i], 0, slots[i].length);
        }
    }

    /** Returns a deep copy. */
    public OptimizerState copy() {
        float[][] copies = new float[slots.length][];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = slots[i].clone();
        }
        return new OptimizerState(iterations, copies);
    }
}
