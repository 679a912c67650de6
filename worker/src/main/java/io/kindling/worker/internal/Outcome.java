package io.kindling.worker.internal;

import io.kindling.program.PhaseException;
import java.io.Serializable;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task, or the exception that the program's code threw in it. A failure of the program is returned instead of
 * thrown because Spark would retry the task, and a phase throws the same exception each time.
 *
 * @param value null if there is a failure
 */
public record Outcome<T>(@Nullable T value, @Nullable PhaseException failure) implements Serializable {
    static <T> Outcome<T> of(Supplier<T> work) {
        try {
            return new Outcome<>(work.get(), null);
        } catch (PhaseException failure) {
            return new Outcome<>(null, failure);
        }
    }

    /** @throws PhaseException if there is a failure */
    private T get() {
        if (value == null) {
            throw failure == null
                    ? new IllegalStateException("A task returned neither a result nor a failure.")
                    : failure;
        }
        return value;
    }

    /**
     * The values of all outcomes.
     *
     * @throws PhaseException the first failure
     */
    public static <T> List<T> all(List<Outcome<T>> outcomes) {
        return outcomes.stream().map(Outcome::get).toList();
    }
}
