package io.kindling.program.internal.exchange;

import io.kindling.program.internal.replica.GradientBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a rank of a session shares with the others. Each phase has three exchanges, always in this order: {@link #scatter}
 * publishes the gradients of the rank's shards, {@link #agree} a message, {@link #gather} the rank's slice of the new weights.
 * After each, the rank waits until all ranks have published theirs ({@link #await}); only then may it read what they published.
 *
 * <p>One object belongs to one rank and is used by one thread, except {@link #close}. A session that has lost a rank, or in which
 * an exchange failed, is of no more use.
 */
public interface Exchange extends AutoCloseable {
    /**
     * The gradient buffers of a phase, one for each shard. A rank writes the buffers of its own shards, then calls {@link
     * #scatter}; once all ranks have, it may read its slice of every buffer. Once all ranks have called {@link #agree}, it may
     * write its slice of the new weights to the buffer of the first shard of each other rank, then call {@link #gather}; once all
     * ranks have, the buffer of its own first shard holds their slices.
     */
    List<GradientBuffer> gradients(int phase);

    /**
     * Publishes the gradients of the rank's shards.
     *
     * @param message is sent to all ranks
     * @throws ExchangeException if a rank cannot be reached
     */
    void scatter(int phase, byte[] message);

    /**
     * Publishes a message.
     *
     * @throws ExchangeException if a rank cannot be reached
     */
    void agree(byte[] message);

    /**
     * Publishes the rank's slice of the new weights.
     *
     * @throws ExchangeException if a rank cannot be reached
     */
    void gather(int phase);

    /**
     * Waits until every rank has published as many exchanges as this one.
     *
     * @param ended ends the wait; it is asked every few milliseconds at least, and must be cheap
     * @return false if the wait was ended
     * @throws ExchangeException if another rank is gone, or sent what no rank sends
     */
    boolean await(BooleanSupplier ended);

    /** How many exchanges a rank has published, as far as this rank knows. */
    long published(int rank);

    /** The message of a rank in the exchange that was awaited last; empty after a {@link #gather}. */
    byte[] message(int rank);

    /** Releases memory and connections. The buffers must not be used any more. */
    @Override
    void close();
}
