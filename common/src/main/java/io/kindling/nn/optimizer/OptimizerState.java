package io.kindling.nn.optimizer;

/**
 * What an optimizer remembers of one flat array of weights: how many updates were made, and its slots, one array of the
 * weights' size each. Changed in place by {@link Optimizer#update}.
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

    void updated() {
        iterations++;
    }
}
