package io.kindling.nn;

/** Weights too many or too large to be held. The message is a clause that names the weight, its shape and what is there. */
public final class WeightsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    WeightsException(String clause) {
        super(clause);
    }
}
