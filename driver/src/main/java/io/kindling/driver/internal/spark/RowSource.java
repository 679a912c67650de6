package io.kindling.driver.internal.spark;

import io.kindling.data.ClassWeighting;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.worker.internal.RowSupply;
import io.kindling.worker.internal.machine.RowProbe;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;

/** Where rows come from. A description: nothing is read until {@link RowPlacement} places the rows on executors. */
public sealed interface RowSource {
    /** The number of rows. */
    long count();

    /** Tries whether a process can read the rows; empty if executors of a master need not read them from files themselves. */
    default Optional<RowProbe> probe(SparkMaster master) {
        return Optional.empty();
    }

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
     * @param probe tries whether an executor can read the files
     */
    record Files(
            long count,
            boolean local,
            Function<RowPartitioner, RowSupply> supply,
            Supplier<Examples> read,
            RowProbe probe)
            implements RowSource {
        /** Whether executors of a master read the files themselves. */
        boolean areReadBy(SparkMaster master) {
            return !local || master.isThisMachine();
        }

        @Override
        public Optional<RowProbe> probe(SparkMaster master) {
            return areReadBy(master) ? Optional.of(probe) : Optional.empty();
        }
    }

    /**
     * Rows that Spark reads.
     *
     * @param rows one partition for each shard, for a partitioning of the rows over shards
     * @param tried tries whether an executor can read the files; empty if the rows are not those of files
     */
    record Query(long count, Function<RowPartitioner, JavaRDD<Examples>> rows, Optional<RowProbe> tried)
            implements RowSource {
        @Override
        public Optional<RowProbe> probe(SparkMaster master) {
            return tried;
        }
    }

    /** Rows that are weighted by class. */
    record Weighted(RowSource rows, ClassWeighting weights) implements RowSource {
        @Override
        public long count() {
            return rows.count();
        }

        @Override
        public Optional<RowProbe> probe(SparkMaster master) {
            return rows.probe(master);
        }
    }
}
