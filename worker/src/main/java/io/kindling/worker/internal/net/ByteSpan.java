package io.kindling.worker.internal.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The bytes of several buffers as one sequence. Its buffers are views: the memory's owner must stay reachable. */
final class ByteSpan {
    static final ByteSpan EMPTY = new ByteSpan(List.of());

    private final List<ByteBuffer> buffers;
    private final long size;

    ByteSpan(List<ByteBuffer> buffers) {
        this.buffers = List.copyOf(buffers);
        this.size = buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    long size() {
        return size;
    }

    /** Views of some bytes. */
    ByteBuffer[] slices(long from, int count) {
        List<ByteBuffer> slices = new ArrayList<>();
        long start = 0;
        for (ByteBuffer buffer : buffers) {
            long first = Math.max(from, start) - start;
            long end = Math.min(from + count, start + buffer.remaining()) - start;
            if (first < end) {
                slices.add(buffer.slice((int) first, (int) (end - first)));
            }
            start += buffer.remaining();
        }
        return slices.toArray(ByteBuffer[]::new);
    }

    /** Copies all remaining bytes of a buffer to {@code at} and the following places. */
    void write(long at, ByteBuffer bytes) {
        long start = 0;
        for (ByteBuffer buffer : buffers) {
            long first = at - start;
            if (first >= 0 && first < buffer.remaining() && bytes.hasRemaining()) {
                int count = Math.min(bytes.remaining(), buffer.remaining() - (int) first);
                buffer.put((int) first, bytes, bytes.position(), count);
                bytes.position(bytes.position() + count);
                at += count;
            }
            start += buffer.remaining();
        }
    }
}
