package io.kindling.program.internal.collective;

import io.kindling.program.TrainingState;
import io.kindling.program.internal.replica.PartialEvaluation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Workers that compute steps ahead of a training loop, and evaluations. For use by one thread, except {@link #waitingFor}, {@link
 * #abort} and {@link #close}.
 */
public interface StepWorkers extends AutoCloseable {
    /** Steps that are computed one after the other. From time to time the loop can copy the workers' state. */
    interface Round {
        /** Takes the next step; null if it is not computed yet. */
        @Nullable
        CompletedStep poll();

        /** Waits a moment for the workers. */
        void await();

        /** Whether no more steps are computed. */
        boolean isFinished();

        /** Whether it is finished and all its steps were taken. */
        boolean isDrained();

        /** Whether all computed steps were taken, and the workers' state is to be copied before they go on. */
        boolean awaitsCopy();

        /**
         * Copies the workers' weights and slots into a state, if both are at the same step.
         *
         * @return whether they were
         */
        boolean copyTo(TrainingState state);

        /** Lets the workers go on after their state was copied. */
        void resume();

        /** Ends the round after the current step. */
        void stop();

        /** Why the round failed; null if it did not. */
        @Nullable
        Throwable failure();
    }

    /**
     * Begins a round. There must be no other.
     *
     * @param state has the weights and slots of the first step
     * @param from the progress that they belong to
     * @param end the step after the last, at most
     * @param attempt counts from 1; higher if the same steps failed before
     */
    Round begin(TrainingState state, TrainingState.Progress from, long end, int attempt);

    /** How often the same steps may fail with an error that may not happen again; at least 1. */
    int attempts();

    /** The exception to throw for a failure that is not retried. */
    RuntimeException failure(Throwable cause);

    /** The partial results of an evaluation, in the order of shards. */
    List<PartialEvaluation> evaluate(List<float[]> weights);

    /** What the workers compute, and who has not finished; empty if that is not known. */
    String waitingFor();

    /** Makes the thread that waits for a round or an evaluation throw this, now and from here on. */
    void abort(RuntimeException failure);

    /** @throws RuntimeException once this is closed or was aborted */
    void requireOpen();

    /** Releases the workers' threads or tasks until the next round or evaluation. */
    void release();

    @Override
    void close();
}
