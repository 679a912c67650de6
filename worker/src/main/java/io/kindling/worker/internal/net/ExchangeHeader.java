package io.kindling.worker.internal.net;

import java.nio.ByteBuffer;

/**
 * What each frame of an exchange begins with. The first frame goes on with the message, and all of them with data.
 *
 * @param session the session
 * @param number how many exchanges its sender had published before this one
 * @param phase the phase
 * @param from the rank that sends it
 * @param messageBytes the length of the message; 0 in all frames but the first
 * @param offset how many bytes of data the exchange's frames before this one carry
 */
record ExchangeHeader(long session, long number, int phase, int from, int messageBytes, long offset) {
    static final int BYTES = 3 * Long.BYTES + 3 * Integer.BYTES;

    static ExchangeHeader read(ByteBuffer bytes) {
        return new ExchangeHeader(
                bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getLong());
    }

    void write(ByteBuffer bytes) {
        bytes.clear();
        bytes.putLong(session)
                .putLong(number)
                .putInt(phase)
                .putInt(from)
                .putInt(messageBytes)
                .putLong(offset)
                .flip();
    }
}
