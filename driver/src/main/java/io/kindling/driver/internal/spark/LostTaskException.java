package io.kindling.driver.internal.spark;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;
import org.jspecify.annotations.Nullable;

/** Thrown if the executors that computed a task were lost each time. */
final class LostTaskException extends KindlingException {
    private static final long serialVersionUID = 1L;

    LostTaskException(String message, @Nullable Throwable cause) {
        super(ErrorCategory.TASKS, message, cause);
    }
}
