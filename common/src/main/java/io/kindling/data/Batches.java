package io.kindling.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

/**
 * The batches of one machine, made as they are asked for. Each iteration is the next epoch: a new order from the same
 * seed, so the whole sequence of epochs repeats exactly. They are the batches that a program with one shard sees.
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
        return source.ownership().batchesPerEpoch();
    }

    /** These batches, each changed by a function as it is made. Starts at epoch 0. */
    public Batches map(UnaryOperator<Batch> change) {
        return new Batches(source, batch -> change.apply(function.apply(batch)));
    }

    /** The batches of the next epoch. */
    @Override
    public Iterator<Batch> iterator() {
        return epoch(nextEpoch++).iterator();
    }

    /** The batches of one epoch, the same each time. */
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
                throw new NoSuchElementException("Cannot draw batch " + next + ": the epoch has " + count() + ".");
            }
            return function.apply(source.batch(epoch, next++));
        }
    }
}
