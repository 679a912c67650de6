package io.kindling;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for an error that a caller can act on; its message is complete and meant for users. Programming mistakes are JDK
 * exceptions instead, such as {@link IllegalArgumentException}.
 */
public abstract class KindlingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCategory category;

    protected KindlingException(ErrorCategory category, @Nullable String message) {
        super(message);
        this.category = category;
    }

    protected KindlingException(ErrorCategory category, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    public final ErrorCategory category() {
        return category;
    }
}
