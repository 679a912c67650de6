package io.kindling.program;

import java.util.Locale;

/**
 * What happens to the update of a phase whose loss or gradient, summed over shards, is NaN or infinite. It depends on the step
 * alone: not on the strategy, the number of machines, or on when a training was interrupted.
 */
public enum OnNan {
    /** Training ends with a {@link NonFiniteStepException}. */
    HALT,
    /**
     * The update is refused: weights, optimizer, moving statistics and metrics stay as they were before the phase, and training
     * goes on with the next phase or step.
     */
    SKIP,
    /**
     * The update is refused, the weights, optimizers and moving statistics return to the start of the epoch, and training goes on
     * with the next phase or step: no row is trained on again.
     */
    ROLLBACK;

    /** The name on the command line and in files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
