package io.kindling.driver.internal.cluster;

import io.kindling.train.StepListener;
import io.kindling.train.StepTimeoutException;

/** Tells the listener of an engine about steps that take long. */
record StepNotes(EngineListener listener) implements StepListener {
    @Override
    public void slow(String message) {
        listener.note(message);
    }

    @Override
    public void stuck(StepTimeoutException failure) {
        listener.stuck(failure);
    }
}
