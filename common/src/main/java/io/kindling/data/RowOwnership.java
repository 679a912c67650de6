package io.kindling.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Which shard owns which row. Row i belongs to slot {@code i mod batchSize}; the slots are cut into one contiguous range a
 * shard. A shard draws only its own rows, as many a batch as it has slots, so each row is drawn once an epoch, and the
 * short last batch has its right shares by itself. With more shards than slots some shards own nothing.
 *
 * @param rows the number of rows of the population
 * @param batchSize the rows of a batch, over all shards
 * @param shards the number of shards
 */
public record RowOwnership(long rows, int batchSize, int shards) implements Serializable {
    public RowOwnership {
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

    /** The number of batches in an epoch, a short last one included. */
    public long batchesPerEpoch() {
        return fullBatches() + (rowsAfterFullBatches() > 0 ? 1 : 0);
    }

    /** The rows of a batch over all shards: the batch size, or less in the last batch. */
    public int batchRows(long batch) {
        requireBatch(batch);
        return batch < fullBatches() ? batchSize : rowsAfterFullBatches();
    }

    /** The rows of a batch that a shard draws, 0 or more; over all shards they sum to the batch's rows. */
    public int share(long batch, int shard) {
        return clamp(batchRows(batch), shard) - firstSlot(shard);
    }

    /** The rows that a shard draws in an epoch before a batch. */
    public long drawnBefore(long batch, int shard) {
        requireBatch(batch);
        return batch * slots(shard);
    }

    /** The rows that a shard owns. */
    public long count(int shard) {
        return fullBatches() * slots(shard) + clamp(rowsAfterFullBatches(), shard) - firstSlot(shard);
    }

    /** The shard that owns a row. */
    public int shard(long row) {
        if (row < 0 || row >= rows) {
            throw new IllegalArgumentException("Invalid row: " + row + " (0 to " + (rows - 1) + ")");
        }
        long slot = row % batchSize;
        // The largest s with floor(batchSize * s / shards) <= slot.
        return (int) (((slot + 1) * shards - 1) / batchSize);
    }

    /** The rows that a shard owns, ascending. */
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

    /** The end of a shard's slots, where only the first {@code rows} slots hold a row; at least its first slot. */
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
