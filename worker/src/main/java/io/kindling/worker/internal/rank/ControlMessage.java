package io.kindling.worker.internal.rank;

import com.esotericsoftware.kryo.KryoException;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.worker.internal.Wire;
import java.nio.ByteBuffer;

/**
 * A message between the driver and a rank.
 *
 * @param header what it says: a {@code Join}, or a message of the protocol
 * @param bytes an array with what comes with it
 * @param from where that begins in the array
 * @param count how many bytes it has; may be 0
 */
public record ControlMessage(Object header, byte[] bytes, int from, int count) {
    /** A message that nothing comes with. */
    public static ByteBuffer[] of(Object header) {
        byte[] first = Wire.bytes(header);
        return new ByteBuffer[] {length(first), ByteBuffer.wrap(first)};
    }

    /** A message with content. */
    public static ByteBuffer[] of(Object header, Object content) {
        return ofBytes(header, Wire.bytes(content));
    }

    /** A message with content in bytes, which may be sent to several receivers. */
    public static ByteBuffer[] ofBytes(Object header, byte[] content) {
        byte[] first = Wire.bytes(header);
        return new ByteBuffer[] {length(first), ByteBuffer.wrap(first), ByteBuffer.wrap(content)};
    }

    private static ByteBuffer length(byte[] header) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, header.length);
    }

    /**
     * Reads a message; its content is read later.
     *
     * @throws ExchangeException if it is none
     */
    public static ControlMessage read(ByteBuffer message) {
        int length = message.remaining() < Integer.BYTES ? -1 : message.getInt();
        if (length < 0 || length > message.remaining()) {
            throw new ExchangeException("Received what no endpoint sends: a header of " + length + " bytes in "
                    + message.remaining() + ".");
        }
        byte[] all = message.array();
        int at = message.arrayOffset() + message.position();
        Object header = read(all, at, length, Object.class);
        return new ControlMessage(header, all, at + length, message.remaining() - length);
    }

    /**
     * What comes with the message.
     *
     * @throws ExchangeException if nothing of this type does
     */
    public <T> T content(Class<T> type) {
        return read(bytes, from, count, type);
    }

    private static <T> T read(byte[] bytes, int from, int count, Class<T> type) {
        try {
            return Wire.read(bytes, from, count, type);
        } catch (KryoException invalid) {
            throw new ExchangeException("Received what no endpoint sends. " + invalid.getMessage(), invalid);
        }
    }
}
