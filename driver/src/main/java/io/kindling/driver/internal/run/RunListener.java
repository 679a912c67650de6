package io.kindling.driver.internal.run;

import io.kindling.program.StepResult;
import io.kindling.train.internal.checkpoint.CheckpointListener;

/**
 * Receives the events of a run. Called on the training thread, except for checkpoints, so slow listeners slow down training.
 */
public interface RunListener extends CheckpointListener {
    /** Called after all checks, before the first step. */
    default void started(RunPlan plan) {}

    default void epochStarted(int epoch) {}

    default void stepDone(StepResult step) {}

    /** Called after the steps of an epoch, before its evaluation. */
    default void evaluating(int epoch) {}

    default void epochEnded(EpochResult result) {}

    /** Called after the last epoch, before the models are saved. */
    default void saving() {}

    /** Called after the models are saved: the result follows. */
    default void saved() {}

    /** Called several times a second while the run waits for the end of another one; what it throws ends the wait. */
    default void waiting() {}

    /** Called with a message for the user, of one line. */
    @Override
    default void note(String line) {}
}
