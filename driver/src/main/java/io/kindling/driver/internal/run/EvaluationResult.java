package io.kindling.driver.internal.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The result of an evaluation.
 *
 * @param rows description of the evaluated rows
 * @param examples number of rows
 * @param loss the loss over all rows
 * @param metrics each metric over all rows, by name
 * @param confusion counts by true class (row) and predicted class (column), if the program computes them
 * @param seconds time of the evaluation, without starting Spark and placing the rows
 */
public record EvaluationResult(
        String rows,
        long examples,
        double loss,
        Map<String, Double> metrics,
        Optional<long[][]> confusion,
        double seconds) {
    /** Returns the object that {@code --json} prints. */
    public Map<String, Object> asJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "evaluate");
        json.put("examples", examples);
        json.put("loss", loss);
        json.putAll(metrics);
        confusion.ifPresent(counts -> json.put(
                "confusion_matrix",
                Arrays.stream(counts)
                        .map(row -> Arrays.stream(row).boxed().toList())
                        .toList()));
        json.put("seconds", seconds);
        return json;
    }
}
