package io.kindling.nn.optimizer;

/**
 * What an optimizer remembers of one flat array of weights: how many updates were made, and its slots, one array of the
 * weights' size each. Changed in place by updates.
 */
public final class OptimizerState {
    private long iterations;
    private final float[][] slots;

    /** A state that was saved; the arrays are taken over, not copied. */
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

    /** The slots in the order of {@link Optimizer#slotNames}; aliased. */
    public float[][] slots() {
        return slots.clone();
    }

    /** Counts an update that was made in blocks. */
    public void updated() {
        iterations++;
    }

    /** Takes over another's content; it must have slots of the same sizes. */
    public void copyFrom(OptimizerState other) {
        iterations = other.iterations;
        for (int i = 0; i < slots.length; i++) {
            System.arraycopy(other.slots[i], 0, slots[i], 0, slots[i].length);
        }
    }

    /** A state of its own with the same content. */
    public OptimizerState copy() {
        float[][] copies = new float[slots.length][];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = slots[i].clone();
        }
        return new OptimizerState(iterations, copies);
    }
}
