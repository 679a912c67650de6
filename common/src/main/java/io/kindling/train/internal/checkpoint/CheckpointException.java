package io.kindling.train.internal.checkpoint;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if checkpoints cannot be written. */
public final class CheckpointException extends KindlingException {
    private static final long serialVersionUID = 1L;

    CheckpointException(String message) {
        super(ErrorCategory.OUTPUT, message);
    }

    CheckpointException(String message, Throwable cause) {
        super(ErrorCategory.OUTPUT, message, cause);
    }
}
