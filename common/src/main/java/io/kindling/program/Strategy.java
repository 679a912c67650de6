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

    /** Tells that the state was replaced by another one, with other progress, after {@link #synchronize}. */
    default void replaced(TrainingState state) {}

    /**
     * Calls a reader of the state at a moment between two steps when its weights and slots are those of its step without waiting:
     * now, or during one of the next calls of {@link #step}, before it takes its step. Only the last reader is called, and none
     * behind the end of the epoch.
     */
    default void whenCurrent(TrainingState state, Runnable reader) {
        reader.run();
    }

    /** Tells that a checkpoint of the training was written; possibly called by another thread. */
    default void checkpointed() {}

    /** Computes the program's evaluation over the validation rows. */
    Evaluation evaluate(TrainingState state);

    /**
     * What a step or an evaluation waits for at the moment, such as the shards that an executor computes; empty if that is not
     * known. Called by another thread.
     */
    default String waitingFor() {
        return "";
    }

    /**
     * Makes a step or an evaluation, which another thread waits for, fail. Does nothing to a thread that computes itself and
     * cannot be interrupted.
     */
    default void abort(RuntimeException failure) {}

    /** Releases the threads or tasks that it keeps between steps, until the next step or evaluation. */
    default void releaseWorkers() {}

    @Override
    void close();
}
