package io.kindling.nn;

/** Thrown if weights exceed a limit. The message is a clause that names the weight, its shape and the limit. */
public final class WeightsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public WeightsException(String clause) {
        super(clause);
    }
}
