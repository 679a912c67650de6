package io.kindling.driver.internal.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of a prediction.
 *
 * @param rows number of rows
 * @param output the output folder
 * @param format the format of its files
 * @param columns their columns, in order
 * @param seconds time to predict and write, without starting Spark and checking the rows
 */
public record PredictionResult(long rows, String output, String format, List<String> columns, double seconds) {
    /** Returns the object that {@code --json} prints. */
    public Map<String, Object> asJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "predict");
        json.put("examples", rows);
        json.put("output", output);
        json.put("format", format);
        json.put("columns", columns);
        json.put("seconds", seconds);
        return json;
    }
}
