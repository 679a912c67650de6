package io.kindling.train.internal.checkpoint;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;

/** Thrown if a checkpoint could not be written, and the training is to end then. */
public final class CheckpointException extends KindlingException {
    private static final long serialVersionUID = 1L;

    CheckpointException(String message, Throwable cause) {
        super(ErrorCategory.OUTPUT, message, cause);
    }
}
