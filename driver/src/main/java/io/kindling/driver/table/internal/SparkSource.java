package io.kindling.driver.table.internal;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.split;

import io.kindling.driver.internal.SettingsException;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables of any data source of Spark, by its name: {@code avro}, say, or {@code binaryFile}. */
public final class SparkSource {
    /** The column of Spark's {@code binaryFile} with the bytes of a file. */
    public static final String CONTENT = "content";

    private static final String BINARY_FILE = "binaryfile";

    private SparkSource() {}

    /** Whether rows are files, whose bytes are images. */
    public static boolean isOfImages(String source) {
        return source.equalsIgnoreCase(BINARY_FILE);
    }

    /**
     * Returns a table. That of image files has their folder's name as {@code folder}, which is the class of an image that is
     * sorted into folders, and files are found at any depth.
     *
     * @throws SettingsException if there is no such source
     */
    public static Dataset<Row> open(SparkSession session, String source, String path, Map<String, String> given) {
        Map<String, String> options = new HashMap<>(FileTable.options(given));
        if (isOfImages(source)) {
            options.putIfAbsent("recursiveFileLookup", "true");
        }
        try {
            Dataset<Row> rows = FileTable.load(session.read().format(source).options(options), path);
            return isOfImages(source)
                    ? rows.withColumn("folder", element_at(split(col("path"), lit("/")), lit(-2)))
                    : rows;
        } catch (Exception failed) { // Scala declares no checked exceptions.
            if (failed instanceof SparkThrowable known && "DATA_SOURCE_NOT_FOUND".equals(known.getCondition())) {
                throw SettingsException.invalid(
                        "format",
                        source,
                        "a format of this list, or a data source of Spark, from --jar if it is not Spark's own");
            }
            throw failed;
        }
    }
}
