package io.kindling.driver.internal.dataset;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.driver.internal.spark.RowSource;
import io.kindling.program.DataSchema;

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

    /** Describes where executors get rows {@code from} (inclusive) to {@code to} (exclusive). */
    RowSource source(long from, long to);

    /** The configuration that identifies these rows and the meaning of their labels. */
    Config asConfig();
}
