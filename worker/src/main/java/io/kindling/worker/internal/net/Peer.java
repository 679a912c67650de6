package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.ExchangeException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Another rank of a session, which may not be connected yet. */
final class Peer {
    private final int rank;
    private final IncomingExchanges incoming;
    private final Queue<ByteBuffer[]> waiting = new ArrayDeque<>();
    private @Nullable PeerConnection connection;
    /** Why it is lost, if it is. */
    private volatile @Nullable Throwable lost;

    Peer(int rank, IncomingExchanges incoming) {
        this.rank = rank;
        this.incoming = incoming;
    }

    int rank() {
        return rank;
    }

    /** What it publishes. */
    IncomingExchanges incoming() {
        return incoming;
    }

    synchronized boolean isConnected() {
        return connection != null;
    }

    /** Sets its connection, and sends what is waiting. */
    synchronized void connect(PeerConnection connected) {
        connection = connected;
        for (ByteBuffer[] parts = waiting.poll(); parts != null; parts = waiting.poll()) {
            connected.send(parts);
        }
    }

    /** Sends it a message. If it is lost, nothing happens: it may have left because it has all it needs. */
    synchronized void send(ByteBuffer... parts) {
        if (connection != null) {
            connection.send(parts);
        } else if (lost == null) {
            waiting.add(parts);
        }
    }

    void lose(ExchangeException cause) {
        lost = cause;
    }

    /**
     * Checks that it has published a number of exchanges, or still can.
     *
     * @throws ExchangeException if it is lost before that
     */
    void requirePublished(long exchanges) {
        // In this order: what it published is received before it is lost.
        Throwable cause = lost;
        if (cause != null && incoming.received() < exchanges) {
            throw new ExchangeException("Rank " + rank + " is lost. " + cause.getMessage(), cause);
        }
    }

    /** Closes its connection once everything is sent. */
    synchronized void close() {
        waiting.clear();
        if (connection != null) {
            connection.close();
        }
    }
}
