package io.kindling.driver.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluation came to.
 *
 * @param rows where the rows are
 * @param examples how many
 * @param loss the loss over all of them
 * @param metrics each metric over them, by name
 * @param confusion counts by label (row) and guess (column), where the program counts them
 * @param seconds the time it took, without starting and placing
 */
public record EvaluationResult(
        String rows,
        long examples,
        double loss,
        Map<String, Double> metrics,
        Optional<long[][]> confusion,
        double seconds) {
    /** The object that {@code --json} prints. */
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
