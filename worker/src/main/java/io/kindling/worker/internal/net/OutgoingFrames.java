package io.kindling.worker.internal.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of an exchange, prepared once and sent in many steps. A frame may be used again once its receivers are known to
 * have read it, which is so when the phase's next exchange of this kind is published.
 */
final class OutgoingFrames {
    /** Data of a frame at most: a receiver copies one while the next is on its way. */
    static final int DATA_BYTES = 256 << 10;

    private final long session;
    private final int phase;
    private final int from;
    private final List<ByteBuffer> headers = new ArrayList<>();
    private final List<ByteBuffer[]> data = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();

    /**
     * @param from the rank that sends them
     * @param bytes what is sent
     */
    OutgoingFrames(long session, int phase, int from, ByteSpan bytes) {
        this.session = session;
        this.phase = phase;
        this.from = from;
        long offset = 0;
        do {
            int count = (int) Math.min(DATA_BYTES, bytes.size() - offset);
            headers.add(ByteBuffer.allocateDirect(ExchangeHeader.BYTES));
            data.add(bytes.slices(offset, count));
            offsets.add(offset);
            offset += count;
        } while (offset < bytes.size());
    }

    int count() {
        return headers.size();
    }

    /** Where a frame's data ends in the bytes that are sent. */
    long end(int frame) {
        return frame + 1 < count() ? offsets.get(frame + 1) : Long.MAX_VALUE;
    }

    /**
     * A frame, as the parts of a message.
     *
     * @param number how many exchanges the rank has published before this one
     * @param message goes with the first frame
     */
    ByteBuffer[] frame(int frame, long number, byte[] message) {
        byte[] own = frame == 0 ? message : new byte[0];
        ByteBuffer header = headers.get(frame);
        new ExchangeHeader(session, number, phase, from, own.length, offsets.get(frame)).write(header);
        ByteBuffer[] slices = data.get(frame);
        ByteBuffer[] parts = new ByteBuffer[2 + slices.length];
        parts[0] = header;
        parts[1] = ByteBuffer.wrap(own);
        System.arraycopy(slices, 0, parts, 2, slices.length);
        return parts;
    }
}
