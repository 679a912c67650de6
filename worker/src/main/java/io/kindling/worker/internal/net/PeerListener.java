package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.ExchangeException;
import java.nio.ByteBuffer;

/**
 * Receives the messages of an endpoint's connections. Its methods are called by the endpoint's threads and must not block them.
 * For each connection they are called one after another.
 */
public interface PeerListener {
    /**
     * A message has arrived. If this throws, the connection is closed.
     *
     * @param message its bytes, which belong to the listener
     */
    void received(PeerConnection connection, ByteBuffer message);

    /**
     * A connection is closed; nothing arrives from it any more. It is called once for each connection, also for those of which
     * the listener has not heard yet.
     *
     * @param cause why, and by whom
     */
    void closed(PeerConnection connection, ExchangeException cause);
}
