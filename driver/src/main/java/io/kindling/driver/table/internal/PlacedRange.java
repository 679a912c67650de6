package io.kindling.driver.table.internal;

import io.kindling.data.DataException;
import io.kindling.data.RowPartitioner;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * A range of consecutive rows of a table, and their partitioning into shards.
 *
 * @param firstIds the row number, in table order, of each block's first row
 * @param from the first row
 * @param partitioner assigns rows to shards; its row 0 is row {@code from} of the table
 */
public record PlacedRange(HashMap<Block.At, Long> firstIds, long from, RowPartitioner partitioner)
        implements Serializable {
    public static PlacedRange of(Map<Block.At, Long> firstIds, long from, RowPartitioner partitioner) {
        return new PlacedRange(new HashMap<>(firstIds), from, partitioner);
    }

    /** Returns a row's number in table order. */
    public long id(Block.At block, long row) {
        Long first = firstIds.get(block);
        if (first == null) {
            throw new DataException("Cannot read " + block.path() + ": it was changed after the table was checked.");
        }
        return first + row;
    }

    public boolean has(long id) {
        return id >= from && id - from < partitioner.rows();
    }

    public int shard(long id) {
        return partitioner.shard(id - from);
    }
}
