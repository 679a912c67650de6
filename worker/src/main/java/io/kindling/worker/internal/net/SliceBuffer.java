package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.replica.FlatElements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A range of the elements of a flat array, in direct memory of its own. */
final class SliceBuffer implements FlatElements {
    private final int from;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;

    SliceBuffer(ExchangePlan.Range range) {
        this.from = range.from();
        this.bytes = ByteBuffer.allocateDirect(Math.multiplyExact(range.size(), Float.BYTES));
        this.floats = bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    public void read(int first, int end, float[] into, int at) {
        floats.get(first - from, into, at, end - first);
    }

    @Override
    public void write(int first, int end, float[] values, int at) {
        floats.put(first - from, values, at, end - first);
    }

    /** Its memory. */
    ByteBuffer bytes() {
        return bytes;
    }
}
