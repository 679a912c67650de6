package io.kindling.nn.optimizer;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown when an update is refused because a gradient is NaN or infinite. Weights and state are unchanged. */
public final class NonFiniteGradientException extends KindlingException {
    private static final long serialVersionUID = 1L;

    private final NonFiniteElement finding;

    NonFiniteGradientException(NonFiniteElement finding, long iterations) {
        super(
                ErrorCategory.NON_FINITE,
                "Cannot update: the gradient of '" + finding.weight() + "' is " + finding.value() + " at element "
                        + finding.index() + ", after " + iterations
                        + " updates. The weights are unchanged. Try a smaller learning rate or"
                        + " clipNorm of the optimizer.");
        this.finding = finding;
    }

    public NonFiniteElement finding() {
        return finding;
    }
}
