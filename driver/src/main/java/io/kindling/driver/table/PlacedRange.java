package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.data.RowOwnership;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * Some consecutive rows of a table and who owns them.
 *
 * @param firstIds the number in the table's order of each block's first row
 * @param from the first row
 * @param ownership which shard owns which row, counted from {@code from}
 */
record PlacedRange(HashMap<Block.At, Long> firstIds, long from, RowOwnership ownership) implements Serializable {
    static PlacedRange of(Map<Block.At, Long> firstIds, long from, RowOwnership ownership) {
        return new PlacedRange(new HashMap<>(firstIds), from, ownership);
    }

    /** A row's number in the table's order. */
    long id(Block.At block, long row) {
        Long first = firstIds.get(block);
        if (first == null) {
            throw new DataException("Cannot read " + block.path() + ": it has changed since it was checked.");
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
