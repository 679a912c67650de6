package io.kindling.train;

import org.slf4j.LoggerFactory;

/**
 * Receives what a training notices about a step, or an evaluation, that takes long. Called by another thread than the
 * training loop's. By default, messages are logged.
 */
public interface StepListener {
    /** Called once for a step that takes longer than usual, with what it waits for. */
    default void slow(String message) {
        LoggerFactory.getLogger(Training.class).warn(message);
    }

    /**
     * Called if a step exceeded its limit, and the thread that waits for it did not end: the program's own code runs in it and
     * cannot be interrupted. Only the end of the process ends it.
     */
    default void stuck(StepTimeoutException failure) {
        LoggerFactory.getLogger(Training.class).error(failure.getMessage());
    }
}
