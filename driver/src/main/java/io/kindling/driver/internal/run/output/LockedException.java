package io.kindling.driver.internal.run.output;

/** Thrown if another run is writing to the output folder. */
public final class LockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LockedException(String message) {
        super(message);
    }
}
