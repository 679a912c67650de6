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
 * @param ownership assigns rows to shards; its row 0 is row {@code from} of the table
 */
public record PlacedRange(HashMap<Block.At, Long> firstIds, long from, RowPartitioner ownership)
        implements Serializable {
    public static PlacedRange of(Map<Block.At, Long> firstIds, long from, RowPartitioner ownership) {
        return new PlacedRange(new HashMap<>(firstIds), from, ownership);
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
        return id >= from && id - from < ownership.rows();
    }

    public int shard(long id) {
        return ownership.shard(id - from);
    }
}
