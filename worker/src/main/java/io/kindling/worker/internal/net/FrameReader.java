package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.ExchangeException;
import java.nio.ByteBuffer;

/**
 * Finds the messages in a stream of bytes. Each frame is a header of three big-endian integers, namely {@link #MAGIC}, a kind
 * and a length, then as many bytes. A frame of kind {@link #ALIVE} is empty, and only says that its sender is there. Nothing is
 * allocated by what the stream says.
 */
final class FrameReader {
    static final int HEADER_BYTES = 3 * Integer.BYTES;
    static final int MAGIC = 0x4b4e444c;
    static final int ALIVE = 0;
    static final int MESSAGE = 1;

    private int maxBytes;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    private MessageReceiver receiver;
    /** How many bytes of the message are to come; -1 in a header. */
    private int missing = -1;

    /** @param maxBytes the length of the longest message */
    FrameReader(int maxBytes, MessageReceiver receiver) {
        this.maxBytes = maxBytes;
        this.receiver = receiver;
    }

    /** Gives the messages that begin from now on to another receiver, with another limit. */
    void receiver(MessageReceiver next, int longest) {
        receiver = next;
        maxBytes = longest;
    }

    static ByteBuffer header(int kind, int length) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .putInt(MAGIC)
                .putInt(kind)
                .putInt(length)
                .flip();
    }

    /**
     * Reads all bytes of a buffer, the next of the stream.
     *
     * @throws ExchangeException if they are not what an endpoint sends; the stream cannot be read any further then
     */
    void read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (missing < 0) {
                readHeader(bytes);
            } else {
                int count = Math.min(missing, bytes.remaining());
                receiver.part(bytes.slice(bytes.position(), count));
                bytes.position(bytes.position() + count);
                missing -= count;
                endIfComplete();
            }
        }
    }

    private void readHeader(ByteBuffer bytes) {
        int count = Math.min(header.remaining(), bytes.remaining());
        header.put(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
        if (header.hasRemaining()) {
            return;
        }
        header.flip();
        int magic = header.getInt();
        int kind = header.getInt();
        int length = header.getInt();
        header.clear();
        if (magic != MAGIC) {
            throw invalid("a frame that begins with 0x" + Integer.toHexString(magic));
        }
        if (kind == ALIVE && length == 0) {
            return;
        }
        if (kind != MESSAGE) {
            throw invalid("a frame of kind " + kind + " and length " + length);
        }
        if (length < 0 || length > maxBytes) {
            throw invalid("a message of length " + length + ", at most " + maxBytes);
        }
        receiver.begin(length);
        missing = length;
        endIfComplete();
    }

    private void endIfComplete() {
        if (missing == 0) {
            missing = -1;
            receiver.end();
        }
    }

    private static ExchangeException invalid(String what) {
        return new ExchangeException("Received what no endpoint sends: " + what + ".");
    }
}
