package io.kindling.worker.internal.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Collects the parts of each message. */
final class WholeMessages implements MessageReceiver {
    /** Allocated for a message at first; its full length is allocated only once this much of it has arrived. */
    private static final int FIRST_BYTES = 1 << 20;

    private final Consumer<ByteBuffer> listener;
    private byte[] bytes = {};
    private int length;
    private int count;

    WholeMessages(Consumer<ByteBuffer> listener) {
        this.listener = listener;
    }

    @Override
    public void begin(int messageLength) {
        length = messageLength;
        count = 0;
        bytes = new byte[Math.min(length, FIRST_BYTES)];
    }

    @Override
    public void part(ByteBuffer part) {
        if (count + part.remaining() > bytes.length) {
            bytes = Arrays.copyOf(bytes, length);
        }
        int size = part.remaining();
        part.get(bytes, count, size);
        count += size;
    }

    @Override
    public void end() {
        ByteBuffer message = ByteBuffer.wrap(bytes);
        bytes = new byte[0];
        listener.accept(message);
    }
}
