package io.kindling.driver.internal.dataset;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.program.DataSchema;
import org.apache.spark.api.java.JavaRDD;

/**
 * Rows in a fixed order, numbered from 0, wherever they are stored. To add a kind, implement this and name it in
 * {@link DataSource}.
 */
public sealed interface DataSet permits IdxData, TableData {
    /** The number of rows. */
    long count();

    /** The schema of a row. */
    DataSchema schema();

    /** Reads rows {@code from} (inclusive) to {@code to} (exclusive) into the driver's memory. */
    Examples read(long from, long to);

    /** Reads the labels of rows {@code from} (inclusive) to {@code to} (exclusive) into the driver's memory. */
    Column readLabels(long from, long to);

    /**
     * Places rows on the executors, one partition per shard, each with its shard's rows in order.
     *
     * @param master Spark's master URL, which decides whether executors can read the driver's local files
     * @param from the first row
     * @param ownership assigns rows to shards; its row 0 is row {@code from} of the data set
     */
    JavaRDD<Examples> place(SparkRunner runner, String master, long from, RowPartitioner ownership);

    /** The configuration that identifies these rows and the meaning of their labels. */
    Config asConfig();
}
