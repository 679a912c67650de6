package io.kindling.program;

/** How and where the steps of a program are computed. The bits of the result do not depend on it. */
public interface Strategy extends AutoCloseable {
    /** As results name it. */
    String name();

    /** The steps of an epoch, perhaps none. */
    long stepsPerEpoch();

    /**
     * The next step of the epoch under way, which must have one. It is computed when it is asked for, or before; the state,
     * when it is looked at, is that after it.
     */
    StepResult step(TrainingState state);

    /** Computes the program's evaluation over the validation rows. */
    Evaluation evaluate(TrainingState state);

    /** Gives back the machines that it holds between steps, until more is asked of it. */
    default void rest() {}

    @Override
    void close();
}
