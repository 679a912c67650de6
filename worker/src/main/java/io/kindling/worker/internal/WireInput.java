package io.kindling.worker.internal;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import java.nio.charset.StandardCharsets;

/** Bytes that need not be what they seem: nothing is allocated for an array or a text that is not there. */
final class WireInput extends Input {
    WireInput(byte[] bytes, int from, int count) {
        super(bytes, from, count);
    }

    /** Requires as many elements as are announced. */
    private int present(int length, int elementBytes) {
        int rest = limit() - position();
        if (length < 0 || length > rest / elementBytes) {
            throw new KryoException("An array of " + length + " elements in " + rest + " bytes");
        }
        return length;
    }

    @Override
    public String readString() {
        return new String(readBytes(readInt()), StandardCharsets.UTF_8);
    }

    @Override
    public byte[] readBytes(int length) {
        return super.readBytes(present(length, Byte.BYTES));
    }

    @Override
    public int[] readInts(int length) {
        return super.readInts(present(length, Integer.BYTES));
    }

    @Override
    public long[] readLongs(int length) {
        return super.readLongs(present(length, Long.BYTES));
    }

    @Override
    public float[] readFloats(int length) {
        return super.readFloats(present(length, Float.BYTES));
    }

    @Override
    public double[] readDoubles(int length) {
        return super.readDoubles(present(length, Double.BYTES));
    }
}
