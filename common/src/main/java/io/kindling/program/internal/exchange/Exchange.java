package io.kindling.program.internal.exchange;

import io.kindling.program.internal.reduce.PartialGradient;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.FlatElements;
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
    /** The gradient buffers of the rank's own shards, in the order of shards. It writes them, then calls {@link #scatter}. */
    List<GradientBuffer> gradients(int phase);

    /**
     * What adds up to the gradient of a phase, in the order of shards. Once all ranks have called {@link #scatter}, the rank may
     * read its slice of each, until it calls {@link #agree}.
     */
    List<PartialGradient> partials(int phase);

    /**
     * Where the rank writes its slice of the new weights: to each of these. It may do so once all ranks have called {@link
     * #agree}, and then calls {@link #gather}.
     */
    List<FlatElements> outgoing(int phase);

    /**
     * The slices of the other ranks, once all ranks have called {@link #gather}, until the rank writes its next gradients. The
     * other elements are undefined.
     */
    FlatBuffer incoming(int phase);

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

    /**
     * The message of a rank in the exchange that was awaited last, to be read before the next is published; empty after a {@link
     * #gather}.
     */
    byte[] message(int rank);

    /** Releases memory and connections. The buffers must not be used any more. */
    @Override
    void close();
}
