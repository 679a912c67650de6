package io.kindling.driver.internal.dataset;

import io.kindling.data.ClassWeights;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.worker.internal.WeighRows;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

/**
 * Consecutive rows of a data set.
 *
 * @param data the data set
 * @param from the first row
 * @param to the row after the last
 * @param weights factors of the rows' weights, if rows are weighted by class
 */
public record RowRange(DataSet data, long from, long to, Optional<ClassWeights> weights) {
    public RowRange(DataSet data, long from, long to) {
        this(data, from, to, Optional.empty());
    }

    /** Returns all rows of a data set. */
    public static RowRange all(DataSet data) {
        return new RowRange(data, 0, data.count());
    }

    public long count() {
        return to - from;
    }

    /** Reads the rows into the driver's memory. */
    public Examples read() {
        Examples rows = data.read(from, to);
        return weights.map(each -> each.weigh(rows)).orElse(rows);
    }

    /** Places the rows on the executors, one partition per shard. */
    public JavaRDD<Examples> place(SparkRunner runner, String master, RowPartitioner ownership) {
        JavaRDD<Examples> rows = data.place(runner, master, from, ownership);
        return weights.map(each -> rows.map(new WeighRows(each))).orElse(rows);
    }

    Column readLabels() {
        return data.readLabels(from, to);
    }

    /** Returns the same rows with these class weights. */
    public RowRange weighed(ClassWeights changed) {
        return new RowRange(data, from, to, Optional.of(changed));
    }

    /** Returns an empty range of the same data set. */
    public RowRange none() {
        return new RowRange(data, from, from, weights);
    }
}
