package io.kindling.driver.internal.spark;

import io.kindling.data.ClassWeighting;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.worker.internal.RowSupply;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;

/** Where rows come from. A description: nothing is read until {@link RowPlacement} places the rows on executors. */
public sealed interface RowSource {
    /** The number of rows. */
    long count();

    /** Rows in the driver's memory. */
    record Memory(Examples rows) implements RowSource {
        @Override
        public long count() {
            return rows.count();
        }
    }

    /**
     * Rows of files, which do not pass through the driver if executors can read the files.
     *
     * @param local whether the files are on the driver's machine alone
     * @param supply reads the rows on executors, for a partitioning of them over shards
     * @param read reads the rows into the driver's memory
     */
    record Files(long count, boolean local, Function<RowPartitioner, RowSupply> supply, Supplier<Examples> read)
            implements RowSource {}

    /**
     * Rows that Spark reads.
     *
     * @param rows one partition for each shard, for a partitioning of the rows over shards
     */
    record Query(long count, Function<RowPartitioner, JavaRDD<Examples>> rows) implements RowSource {}

    /** Rows that are weighted by class. */
    record Weighted(RowSource rows, ClassWeighting weights) implements RowSource {
        @Override
        public long count() {
            return rows.count();
        }
    }
}
