package io.kindling.worker.internal.net;

import java.nio.ByteBuffer;

/** Receives messages piece by piece, as they arrive. */
interface MessageReceiver {
    /**
     * A message begins.
     *
     * @param length its length in bytes, within the limit
     */
    void begin(int length);

    /** The next bytes of the message; the buffer is valid only during the call. */
    void part(ByteBuffer bytes);

    /** The message is complete. */
    void end();
}
