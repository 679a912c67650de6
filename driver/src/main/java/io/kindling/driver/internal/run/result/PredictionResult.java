package io.kindling.driver.internal.run.result;

import io.kindling.driver.table.LeftOut;
import io.kindling.driver.table.internal.StreamClock;
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
 * @param seconds time to predict and write, without starting Spark and counting the rows
 * @param leftOut the rows of the table that were not used
 * @param times what the tasks spent their time on
 */
public record PredictionResult(
        long rows,
        String output,
        String format,
        List<String> columns,
        double seconds,
        LeftOut leftOut,
        StreamClock.Times times) {
    /** Returns the object that {@code --json} prints. */
    public Map<String, Object> asJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "predict");
        json.put("examples", rows);
        json.put("bad_records", leftOut.bad());
        json.put("rows_with_nulls", leftOut.lacking());
        json.put("output", output);
        json.put("format", format);
        json.put("columns", columns);
        json.put("seconds", seconds);
        json.put("task_seconds", times.asMap());
        json.put("bound", times.bound());
        return json;
    }
}
