package io.kindling.driver.run;

import io.kindling.program.StepResult;

/** Follows a run. Called on the thread that trains: what takes long here, slows training. */
public interface RunListener {
    /** All is checked and started, the first step is next. */
    default void started(RunPlan plan) {}

    default void epochStarted(int epoch) {}

    default void stepDone(StepResult step) {}

    /** The steps of an epoch are done, its evaluation begins. */
    default void evaluating(int epoch) {}

    default void epochEnded(EpochResult result) {}

    /** The last epoch has ended, the output is written next. */
    default void saving() {}

    /** Something that a person should know, in one line. */
    default void note(String line) {}
}
