package io.kindling.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one machine, created lazily. Each iteration is the next epoch, with a new order from the same seed, so the
 * sequence of epochs is reproducible. The batches equal those of a program with one shard.
 */
public final class Batches implements Iterable<Batch> {
    private final ShardBatches source;
    private final UnaryOperator<Batch> function;
    /** Where the next iteration begins, if none has begun since. */
    private Position start = new Position(0, 0);

    private @Nullable EpochIterator current;

    /**
     * How far iterations have come.
     *
     * @param epoch the epoch of the last iteration, from 0
     * @param batch the batches that were drawn in it; all of them until the next iteration begins
     */
    public record Position(long epoch, long batch) {}

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

    /** The rows, their order and their division into batches. */
    public ShardBatches source() {
        return source;
    }

    /** Returns the batches of the next epoch, or the remaining ones of the epoch that {@link #continueFrom} has set. */
    @Override
    public Iterator<Batch> iterator() {
        if (current != null) {
            start = new Position(current.epoch + 1, 0);
        }
        current = new EpochIterator(start.epoch, start.batch);
        return current;
    }

    /** How far the last iteration has come. Batches that {@link #epoch} returned do not count. */
    public Position position() {
        return current == null ? start : new Position(current.epoch, current.next);
    }

    /** Sets where the next iteration begins, which may be the end of an epoch. */
    public void continueFrom(Position position) {
        if (position.epoch < 0 || position.batch < 0 || position.batch > count()) {
            throw new IllegalArgumentException(
                    "Invalid position: " + position + " (an epoch has " + count() + " batches)");
        }
        start = position;
        current = null;
    }

    /** Returns the batches of one epoch, the same at each call. */
    public Iterable<Batch> epoch(long epoch) {
        return () -> new EpochIterator(epoch, 0);
    }

    private final class EpochIterator implements Iterator<Batch> {
        private final long epoch;
        private long next;

        EpochIterator(long epoch, long next) {
            this.epoch = epoch;
            this.next = next;
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
