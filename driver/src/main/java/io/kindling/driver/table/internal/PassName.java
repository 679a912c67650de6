package io.kindling.driver.table.internal;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * What the jobs of a thread do with a table, as Spark's events tell it.
 *
 * @param what such as {@code Reading t.csv}
 * @param rows the number of the rows, if it is known
 */
public record PassName(String what, OptionalLong rows) {
    private static final String WHAT = "kindling.pass";
    private static final String ROWS = "kindling.pass.rows";

    public PassName(String what) {
        this(what, OptionalLong.empty());
    }

    /** Returns what the jobs with these properties do; empty if they have no name. */
    public static Optional<PassName> of(Properties properties) {
        String rows = properties.getProperty(ROWS, "");
        return Optional.ofNullable(properties.getProperty(WHAT))
                .map(what -> new PassName(
                        what, rows.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(rows))));
    }

    /** Runs jobs under this name. */
    public <T> T in(SparkContext spark, Supplier<T> jobs) {
        String what = spark.getLocalProperty(WHAT);
        String count = spark.getLocalProperty(ROWS);
        spark.setLocalProperty(WHAT, this.what);
        spark.setLocalProperty(ROWS, rows.isPresent() ? Long.toString(rows.getAsLong()) : null);
        try {
            return jobs.get();
        } finally {
            spark.setLocalProperty(WHAT, what);
            spark.setLocalProperty(ROWS, count);
        }
    }
}
