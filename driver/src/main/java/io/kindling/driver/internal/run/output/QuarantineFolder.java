package io.kindling.driver.internal.run.output;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/** The folder for bad records: JSON lines, written by Spark, which keeps one of several attempts of a task. */
public final class QuarantineFolder {
    /** Its name below an output folder. */
    public static final String NAME = "bad-records";

    private QuarantineFolder() {}

    /**
     * Writes bad records, in place of those of an earlier run.
     *
     * @param path a path or URI
     * @throws io.kindling.driver.internal.run.output.OutputException if it cannot be written, or contains something else
     */
    public static void write(Dataset<Row> records, String path, Map<String, String> hadoop) {
        try (ResultFolder folder = ResultFolder.ofTable(path, RunFolder.Existing.OVERWRITE, hadoop)) {
            folder.write(() -> records.write().mode(SaveMode.Append).json(folder.uri()));
        }
    }
}
