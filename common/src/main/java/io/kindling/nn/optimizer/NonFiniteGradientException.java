package io.kindling.nn.optimizer;

/** Thrown when an update is refused because a gradient is NaN or infinite. Weights and state are unchanged. */
public final class NonFiniteGradientException extends ArithmeticException {
    private static final long serialVersionUID = 1L;

    private final transient NonFiniteElement finding;

    NonFiniteGradientException(NonFiniteElement finding, long iterations) {
        super("Cannot update: the gradient of '" + finding.weight() + "' is " + finding.value() + " at element "
                + finding.index() + ", after " + iterations
                + " updates. The weights are unchanged. Try a smaller learning rate or gradient clipping.");
        this.finding = finding;
    }

    public NonFiniteElement finding() {
        return finding;
    }
}
