package io.kindling.driver.run;

/** An output folder to which another run is writing. */
public final class LockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LockedException(String message) {
        super(message);
    }
}
