package io.kindling.program;

/** How and where the steps of a program are computed. The bits of the result do not depend on it. */
public interface Strategy extends AutoCloseable {
    /** What kind of strategy this is; not {@link StrategyKind#AUTO}. */
    StrategyKind kind();

    /** The number of steps in an epoch; may be 0. */
    long stepsPerEpoch();

    /**
     * Returns the next step of the current epoch, which must have one. The step is computed now or was computed ahead; the
     * state's progress is that after this step, its weights and slots only after {@link #synchronize}.
     */
    StepResult step(TrainingState state);

    /**
     * Brings the state's weights and slots to its step. May wait for workers, and compute steps again. Call it before reading or
     * changing the state between steps.
     */
    default void synchronize(TrainingState state) {}

    /** Computes the program's evaluation over the validation rows. */
    Evaluation evaluate(TrainingState state);

    /** Releases the threads or tasks that it keeps between steps, until the next step or evaluation. */
    default void releaseWorkers() {}

    @Override
    void close();
}
