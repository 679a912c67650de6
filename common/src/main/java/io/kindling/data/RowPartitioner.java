package io.kindling.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The partitioning of rows into shards. Row i belongs to slot {@code i mod batchSize}; each shard has a contiguous range of
 * slots. A shard draws only its own rows, per batch as many as it has slots, so each row is drawn once per epoch, and the
 * short last batch is divided correctly without special treatment. With more shards than slots some shards are empty.
 *
 * @param rows the number of rows of the population
 * @param batchSize the rows of a batch over all shards
 * @param shards the number of shards
 */
public record RowPartitioner(long rows, int batchSize, int shards) implements Serializable {
    public RowPartitioner {
        if (rows < 0) {
            throw new IllegalArgumentException("Invalid rows: " + rows + " (0 or more)");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("Invalid batch size: " + batchSize + " (1 or more)");
        }
        if (shards < 1) {
            throw new IllegalArgumentException("Invalid shards: " + shards + " (1 or more)");
        }
    }

    /** Returns the number of batches in an epoch, including a short last one. */
    public long batchesPerEpoch() {
        return fullBatches() + (rowsAfterFullBatches() > 0 ? 1 : 0);
    }

    /** Returns the rows of a batch over all shards: the batch size, or less in the last batch. */
    public int batchRows(long batch) {
        requireBatch(batch);
        return batch < fullBatches() ? batchSize : rowsAfterFullBatches();
    }

    /** Returns the number of rows of a batch that a shard draws, possibly 0; the shards' numbers sum to the batch's. */
    public int rowsInBatch(long batch, int shard) {
        return clamp(batchRows(batch), shard) - firstSlot(shard);
    }

    /** Returns the number of rows that a shard draws in an epoch before a batch. */
    public long drawnBefore(long batch, int shard) {
        requireBatch(batch);
        return batch * slots(shard);
    }

    /** Returns the number of rows of a shard. */
    public long count(int shard) {
        return fullBatches() * slots(shard) + clamp(rowsAfterFullBatches(), shard) - firstSlot(shard);
    }

    /** Returns the shard of a row. */
    public int shard(long row) {
        if (row < 0 || row >= rows) {
            throw new IllegalArgumentException("Invalid row: " + row + " (0 to " + (rows - 1) + ")");
        }
        long slot = row % batchSize;
        // The largest s with floor(batchSize * s / shards) <= slot.
        return (int) (((slot + 1) * shards - 1) / batchSize);
    }

    /** Returns the rows of a shard, ascending. */
    public long[] rows(int shard) {
        long[] owned = new long[Math.toIntExact(count(shard))];
        int slots = slots(shard);
        Arrays.setAll(owned, i -> (long) (i / slots) * batchSize + firstSlot(shard) + i % slots);
        return owned;
    }

    private long fullBatches() {
        return rows / batchSize;
    }

    private int rowsAfterFullBatches() {
        return (int) (rows % batchSize);
    }

    private int firstSlot(int shard) {
        return (int) ((long) batchSize * shard / shards);
    }

    private int slots(int shard) {
        requireShard(shard);
        return firstSlot(shard + 1) - firstSlot(shard);
    }

    /** Returns the end of a shard's slots if only the first {@code filledSlots} hold rows; at least its first slot. */
    private int clamp(int filledSlots, int shard) {
        requireShard(shard);
        return Math.max(firstSlot(shard), Math.min(firstSlot(shard + 1), filledSlots));
    }

    private void requireShard(int shard) {
        if (shard < 0 || shard >= shards) {
            throw new IllegalArgumentException("Invalid shard: " + shard + " (0 to " + (shards - 1) + ")");
        }
    }

    private void requireBatch(long batch) {
        if (batch < 0 || batch >= batchesPerEpoch()) {
            throw new IllegalArgumentException("Invalid batch: " + batch + " (an epoch has " + batchesPerEpoch() + ")");
        }
    }
}
