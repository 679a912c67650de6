package io.kindling.data;

import io.kindling.tensor.Region;
import io.kindling.tensor.Rows;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A shard's part of every batch: the shard's rows in the order in which it draws them. Batches can be requested in any
 * order; the row order of the most recently requested epoch is cached.
 */
public final class ShardBatches implements Serializable {
    private static final long serialVersionUID = 1L;

    private record Epoch(long number, int[] order) {}

    private final Examples rows;
    private final RowPartitioner partitioner;
    private final int shard;
    private final Shuffle shuffle;
    private final long seed;
    private transient volatile @Nullable Epoch cachedEpoch;

    /**
     * @param rows the rows that {@code partitioner} assigns to the shard, in the population's order
     */
    public ShardBatches(Examples rows, RowPartitioner partitioner, int shard, Shuffle shuffle, long seed) {
        if (rows.count() != partitioner.count(shard)) {
            throw new IllegalArgumentException("Invalid examples: " + rows.count() + " rows (shard " + shard + " owns "
                    + partitioner.count(shard) + ")");
        }
        this.rows = rows;
        this.partitioner = partitioner;
        this.shard = shard;
        this.shuffle = shuffle;
        this.seed = seed;
    }

    /** The shard's rows, in the population's order. */
    public Examples rows() {
        return rows;
    }

    public RowPartitioner partitioner() {
        return partitioner;
    }

    public int shard() {
        return shard;
    }

    public Shuffle shuffle() {
        return shuffle;
    }

    public long seed() {
        return seed;
    }

    /** Returns the shard's rows of a batch, possibly none. Epochs and batches count from 0. */
    public Batch batch(long epoch, long batch) {
        int from = Math.toIntExact(partitioner.drawnBefore(batch, shard));
        int to = from + partitioner.rowsInBatch(batch, shard);
        return rows.batch(Arrays.copyOfRange(order(epoch), from, to));
    }

    /**
     * Writes the shard's rows of a batch to the regions that a plan reads.
     *
     * @param features a region for the shard's rows of the batch, as are the others
     * @param labels null if they are not needed
     * @param weights null if they are not needed
     */
    public void copy(long epoch, long batch, Region features, @Nullable Region labels, @Nullable Region weights) {
        int from = Math.toIntExact(partitioner.drawnBefore(batch, shard));
        rows.copy(order(epoch), from, from + partitioner.rowsInBatch(batch, shard), features, labels, weights);
    }

    /** Returns the ids of the shard's rows of a batch. */
    public Rows rows(long epoch, long batch) {
        int from = Math.toIntExact(partitioner.drawnBefore(batch, shard));
        return rows.rows(order(epoch), from, from + partitioner.rowsInBatch(batch, shard));
    }

    private int[] order(long epoch) {
        Epoch cached = cachedEpoch;
        if (cached == null || cached.number != epoch) {
            cached = new Epoch(epoch, shuffle.order((int) rows.count(), seed, epoch, shard, partitioner.shards()));
            cachedEpoch = cached;
        }
        return cached.order;
    }
}
