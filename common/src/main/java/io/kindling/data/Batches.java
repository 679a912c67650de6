package io.kindling.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

/**
 * The batches of one machine, created lazily. Each iteration is the next epoch, with a new order from the same seed, so the
 * sequence of epochs is reproducible. The batches equal those of a program with one shard.
 */
public final class Batches implements Iterable<Batch> {
    private final ShardBatches source;
    private final UnaryOperator<Batch> function;
    private long nextEpoch;

    Batches(ShardBatches source) {
        this(source, UnaryOperator.identity());
    }

    private Batches(ShardBatches source, UnaryOperator<Batch> function) {
        this.source = source;
        this.function = function;
    }

    /** The number of batches in an epoch. */
    public long count() {
        return source.partitioner().batchesPerEpoch();
    }

    /** Returns these batches, each transformed by a function when it is created. Starts at epoch 0. */
    public Batches map(UnaryOperator<Batch> change) {
        return new Batches(source, batch -> change.apply(function.apply(batch)));
    }

    /** Returns the batches of the next epoch. */
    @Override
    public Iterator<Batch> iterator() {
        return epoch(nextEpoch++).iterator();
    }

    /** Returns the batches of one epoch, the same at each call. */
    public Iterable<Batch> epoch(long epoch) {
        return () -> new EpochIterator(epoch);
    }

    private final class EpochIterator implements Iterator<Batch> {
        private final long epoch;
        private long next;

        EpochIterator(long epoch) {
            this.epoch = epoch;
        }

        @Override
        public boolean hasNext() {
            return next < count();
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException(
                        "Cannot draw batch " + next + ": the epoch has " + count() + " batches.");
            }
            return function.apply(source.batch(epoch, next++));
        }
    }
}
