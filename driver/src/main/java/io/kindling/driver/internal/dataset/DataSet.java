package io.kindling.driver.internal.dataset;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.driver.internal.spark.RowSource;
import io.kindling.driver.table.LeftOut;
import io.kindling.nn.layer.FeatureStatistics;
import io.kindling.program.DataSchema;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows in a fixed order, numbered from 0, wherever they are stored. To add a kind, implement this and name it in
 * {@link DataSource}.
 */
public sealed interface DataSet permits IdxData, TableData {
    /** The number of rows. */
    long count();

    /** The schema of a row. */
    DataSchema schema();

    /** The feature columns, in order; empty if the rows are in no table. */
    default List<String> features() {
        return List.of();
    }

    /** Reads rows {@code from} (inclusive) to {@code to} (exclusive) into the driver's memory. */
    Examples read(long from, long to);

    /** Reads the labels of rows {@code from} (inclusive) to {@code to} (exclusive) into the driver's memory. */
    Column readLabels(long from, long to);

    /**
     * Returns a warning if a model that is trained on the first rows cannot learn all classes, or only one.
     *
     * @param training the number of these rows
     */
    Optional<String> classWarning(long training);

    /** Returns a sentence about the first label that is no class number, if that is why labels are numbers to predict. */
    default Optional<String> firstFraction() {
        return Optional.empty();
    }

    /** Describes where executors get rows {@code from} (inclusive) to {@code to} (exclusive). */
    RowSource source(long from, long to);

    /** The rows that are left out, and are none of these. */
    default LeftOut leftOut() {
        return LeftOut.NONE;
    }

    /** The bad records among those, as a table. */
    default Optional<Dataset<Row>> badRecords() {
        return Optional.empty();
    }

    /**
     * Returns the same rows as a model is to be trained on: what is derived from rows, such as means in place of nulls, is
     * derived from the training rows only.
     *
     * @param training the number of the first rows, which are the training rows
     */
    default DataSet trainedOn(long training) {
        return this;
    }

    /** Finds mean and variance of each feature over rows {@code from} (inclusive) to {@code to} (exclusive). */
    FeatureStatistics statistics(long from, long to);

    /** The configuration that identifies these rows and the meaning of their labels. */
    Config asConfig();
}
