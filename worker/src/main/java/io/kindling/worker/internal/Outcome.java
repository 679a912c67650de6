package io.kindling.worker.internal;

import io.kindling.program.PhaseException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task, or the exception that the program's code threw in it. A failure of the program is returned instead of
 * thrown because Spark would retry the task, and a phase throws the same exception each time.
 *
 * @param value null if there is a failure
 */
public record Outcome<T>(@Nullable T value, @Nullable PhaseException failure) {
    public static <T> Outcome<T> of(Supplier<T> work) {
        try {
            return new Outcome<>(work.get(), null);
        } catch (PhaseException failure) {
            return new Outcome<>(null, failure);
        }
    }

    /** @throws PhaseException if there is a failure */
    public T get() {
        if (value == null) {
            throw failure == null
                    ? new IllegalStateException("A task returned neither a result nor a failure.")
                    : failure;
        }
        return value;
    }
}
