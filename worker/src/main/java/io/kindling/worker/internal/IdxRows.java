package io.kindling.worker.internal;

import io.kindling.data.ExampleSource;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import java.util.Map;

/**
 * Rows that each executor reads itself from a folder of IDX files, which all executors must have access to.
 *
 * @param folder the folder's path or URI
 * @param hadoop settings of the file system
 * @param part which of the folder's files
 * @param from the first row (inclusive)
 * @param to the last row (exclusive)
 * @param partitioner the row partitioning of these rows over shards
 */
public record IdxRows(
        String folder, Map<String, String> hadoop, Part part, long from, long to, RowPartitioner partitioner)
        implements RowSupply {
    /** The files of a folder. */
    public enum Part {
        TRAIN,
        TEST,
        /** The training rows, then the test rows. */
        ALL;

        public ExampleSource of(IdxFolder files) {
            return switch (this) {
                case TRAIN -> files.training();
                case TEST -> files.test();
                case ALL -> files.training().concat(files.test());
            };
        }
    }

    @Override
    public Examples rows(int shard) {
        IdxFolder files = IdxFolder.open(Location.of(folder, hadoop));
        return part.of(files).slice(from, to).read(partitioner.rows(shard));
    }
}
