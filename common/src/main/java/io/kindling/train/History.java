package io.kindling.train;

import io.kindling.program.Evaluation;
import io.kindling.program.Measured;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

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
    public record Epoch(double loss, Map<String, Double> metrics, Evaluation validation) implements Measured {
        /**
         * All numbers by their names in Keras: {@code loss}, each metric, and the same of the validation, if there is one,
         * such as {@code val_loss}.
         */
        public Map<String, Double> numbers() {
            Map<String, Double> numbers = new LinkedHashMap<>();
            numbers.put("loss", loss);
            numbers.putAll(metrics);
            if (validation.rows() > 0) {
                numbers.put("val_loss", validation.loss());
                validation.metrics().forEach((name, value) -> numbers.put("val_" + name, value));
            }
            return numbers;
        }

        /**
         * One of the {@link #numbers}.
         *
         * @throws IllegalArgumentException if there is none of this name
         */
        public double number(String name) {
            Double number = numbers().get(name);
            if (number == null) {
                throw new IllegalArgumentException("Invalid name: " + name + " (an epoch of this fit has "
                        + String.join(", ", numbers().keySet()) + ")");
            }
            return number;
        }

        /** The numbers in one line: {@code loss 0.5321, accuracy 0.8125}. */
        String describe() {
            return numbers().entrySet().stream()
                    .map(number -> String.format(Locale.ROOT, "%s %.4f", number.getKey(), number.getValue()))
                    .collect(Collectors.joining(", "));
        }
    }

    public History {
        epochs = List.copyOf(epochs);
    }

    /** The last epoch; there is at least one. */
    public Epoch last() {
        return epochs.get(epochs.size() - 1);
    }
}
