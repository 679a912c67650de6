package io.kindling.driver.internal.dataset;

import io.kindling.data.ClassWeighting;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.driver.internal.spark.RowSource;
import io.kindling.nn.layer.FeatureStatistics;
import java.util.Optional;

/**
 * Consecutive rows of a data set.
 *
 * @param data the data set
 * @param from the first row
 * @param to the row after the last
 * @param weights factors of the rows' weights, if rows are weighted by class
 */
public record RowRange(DataSet data, long from, long to, Optional<ClassWeighting> weights) {
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
        return weights.map(each -> each.applyTo(rows)).orElse(rows);
    }

    /** Describes where executors get the rows. */
    public RowSource source() {
        RowSource rows = data.source(from, to);
        return weights.<RowSource>map(each -> new RowSource.Weighted(rows, each))
                .orElse(rows);
    }

    /** Finds mean and variance of each feature. */
    public FeatureStatistics statistics() {
        return data.statistics(from, to);
    }

    Column readLabels() {
        return data.readLabels(from, to);
    }

    /** Returns the same rows with these class weights. */
    public RowRange weighted(ClassWeighting changed) {
        return new RowRange(data, from, to, Optional.of(changed));
    }

    /** Returns an empty range of the same data set. */
    public RowRange none() {
        return new RowRange(data, from, from, weights);
    }
}
