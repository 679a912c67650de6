package io.kindling.driver.rows;

import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.nn.Config;
import io.kindling.program.DataSchema;
import org.apache.spark.api.java.JavaRDD;

/** Rows in one order, numbered from 0, wherever they are kept. To add a kind, implement this and name it in {@link DataSource}. */
public sealed interface DataSet permits IdxData, TableData {
    /** The number of rows. */
    long count();

    /** What a row looks like. */
    DataSchema schema();

    /** The rows from one to before another, in this machine's memory. */
    Examples read(long from, long to);

    /** The labels of the rows from one to before another, in this machine's memory. */
    Column readLabels(long from, long to);

    /**
     * Rows on executors, a partition a shard, each with its shard's rows in their order.
     *
     * @param master Spark's master, which tells whether executors see this machine's files
     * @param from the first row
     * @param ownership which shard owns which row, counted from {@code from}
     */
    JavaRDD<Examples> place(SparkRunner runner, String master, long from, RowOwnership ownership);

    /** How to find the same rows again, and what their labels stand for. */
    Config asConfig();
}
