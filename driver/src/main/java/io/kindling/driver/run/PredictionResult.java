package io.kindling.driver.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was written.
 *
 * @param rows how many rows
 * @param output the folder
 * @param format how its files are written
 * @param columns their columns, in order
 * @param seconds the time it took, without starting and checking
 */
public record PredictionResult(long rows, String output, String format, List<String> columns, double seconds) {
    /** The object that {@code --json} prints. */
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
