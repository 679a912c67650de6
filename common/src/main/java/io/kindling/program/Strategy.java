package io.kindling.program;

import java.util.Iterator;

/** How and where the steps of a program are computed. The bits of the result do not depend on it. */
public interface Strategy extends AutoCloseable {
    /** As results name it. */
    String name();

    /**
     * The steps from a state to the end of its epoch. A step is computed when it is asked for, or before; the state is
     * that after the last one handed out.
     */
    Iterator<StepResult> epoch(TrainingState state);

    /** Computes the program's evaluation over the validation rows. */
    Evaluation evaluate(TrainingState state);

    @Override
    void close();
}
