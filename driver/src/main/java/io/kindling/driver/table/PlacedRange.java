package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.data.RowOwnership;
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
record PlacedRange(HashMap<Block.At, Long> firstIds, long from, RowOwnership ownership) implements Serializable {
    static PlacedRange of(Map<Block.At, Long> firstIds, long from, RowOwnership ownership) {
        return new PlacedRange(new HashMap<>(firstIds), from, ownership);
    }

    /** Returns a row's number in table order. */
    long id(Block.At block, long row) {
        Long first = firstIds.get(block);
        if (first == null) {
            throw new DataException("Cannot read " + block.path() + ": it was changed after the table was checked.");
        }
        return first + row;
    }

    boolean has(long id) {
        return id >= from && id - from < ownership.rows();
    }

    int shard(long id) {
        return ownership.shard(id - from);
    }
}
