package io.kindling.driver.rows;

import io.kindling.data.ClassWeights;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.worker.WeighRows;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

/**
 * Consecutive rows of a data set.
 *
 * @param data the data set
 * @param from the first row
 * @param to the row after the last
 * @param weights what their weights are multiplied by, where rows are weighed by their classes
 */
public record RowRange(DataSet data, long from, long to, Optional<ClassWeights> weights) {
    public RowRange(DataSet data, long from, long to) {
        this(data, from, to, Optional.empty());
    }

    /** All rows of a data set. */
    public static RowRange all(DataSet data) {
        return new RowRange(data, 0, data.count());
    }

    public long count() {
        return to - from;
    }

    /** The rows in this machine's memory. */
    public Examples read() {
        Examples rows = data.read(from, to);
        return weights.map(each -> each.weigh(rows)).orElse(rows);
    }

    /** The rows on executors, a partition a shard. */
    public JavaRDD<Examples> place(SparkRunner runner, String master, RowOwnership ownership) {
        JavaRDD<Examples> rows = data.place(runner, master, from, ownership);
        return weights.map(each -> rows.map(new WeighRows(each))).orElse(rows);
    }

    Column readLabels() {
        return data.readLabels(from, to);
    }

    /** The same rows with other weights. */
    public RowRange weighed(ClassWeights changed) {
        return new RowRange(data, from, to, Optional.of(changed));
    }

    /** No rows, of the same kind. */
    public RowRange none() {
        return new RowRange(data, from, from, weights);
    }
}
