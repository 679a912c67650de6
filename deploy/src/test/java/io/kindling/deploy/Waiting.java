package io.kindling.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do, and leaves them the processor. */
public final class Waiting {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Waiting() {}

    /** Something that becomes true. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Waits until a condition holds; fails after five minutes. */
    public static void until(String what, Condition condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        until(() -> what, condition, () -> System.nanoTime() < end);
    }

    /**
     * Waits until a condition holds; fails when it can no longer come true.
     *
     * @param what describes the condition in the message
     */
    public static void until(Supplier<String> what, Condition condition, BooleanSupplier possible) {
        try {
            while (!condition.holds()) {
                if (!possible.getAsBoolean()) {
                    throw new AssertionError("Waited in vain: " + what.get());
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot wait for " + what.get() + ": interrupted.", e);
        }
    }
}
