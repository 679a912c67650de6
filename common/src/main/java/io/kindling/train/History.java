package io.kindling.train;

import io.kindling.program.Evaluation;
import io.kindling.program.Measured;
import java.util.List;
import java.util.Map;

/**
 * The results of a fit, one entry for each epoch.
 *
 * @param epochs the epochs in order
 */
public record History(List<Epoch> epochs) {
    /**
     * One epoch.
     *
     * @param loss the mean of its steps' losses, each weighted by its rows, without steps whose update was refused
     * @param metrics each metric over the epoch, by its name
     * @param validation the evaluation at its end; it has 0 rows if there are no validation rows
     */
    public record Epoch(double loss, Map<String, Double> metrics, Evaluation validation) implements Measured {}

    public History {
        epochs = List.copyOf(epochs);
    }
}
