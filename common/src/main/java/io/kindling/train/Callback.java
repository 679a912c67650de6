package io.kindling.train;

import io.kindling.program.StepResult;
import java.util.function.Consumer;

/** What {@link Kindling#fit} calls while it trains, on its own thread. An exception ends the fit. */
public interface Callback {
    /** Called after each step. */
    default void stepDone(StepResult step) {}

    /**
     * Called after each epoch and its validation.
     *
     * @param history the epochs so far, those before a resumption included
     * @param training its models have the current weights
     */
    default void epochDone(History history, Training training) {}

    /**
     * Decides whether another epoch begins. The decision must depend only on the history, so that a fit that is resumed ends
     * where one that was not interrupted does.
     *
     * @param history the epochs so far, at least one
     */
    default boolean goesOn(History history) {
        return true;
    }

    /** Calls a function after each step. */
    static Callback afterStep(Consumer<StepResult> function) {
        return new Callback() {
            @Override
            public void stepDone(StepResult step) {
                function.accept(step);
            }
        };
    }

    /** Calls a function after each epoch, with the epochs so far. */
    static Callback afterEpoch(Consumer<History> function) {
        return new Callback() {
            @Override
            public void epochDone(History history, Training training) {
                function.accept(history);
            }
        };
    }

    /**
     * Reports progress: a line for each epoch, such as {@code epoch 3: loss 0.5321, accuracy 0.8125, val_loss 0.6011}.
     *
     * @param lines takes a line, such as {@code System.out::println}
     */
    static Callback progress(Consumer<String> lines) {
        return afterEpoch(history -> lines.accept(
                "epoch " + history.epochs().size() + ": " + history.last().describe()));
    }
}
