package io.kindling.tensor;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Access to the elements of a tensor for kernels written in Java, one by one or in chunks. One instance serves one
 * operand of a prepared kernel; opening the same tensor again costs nothing.
 */
public final class Elements {
    private @Nullable Tensor tensor;
    private DType dtype = DType.FLOAT32;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private FloatBuffer floats = bytes.asFloatBuffer();
    private DoubleBuffer doubles = bytes.asDoubleBuffer();
    private LongBuffer longs = bytes.asLongBuffer();
    private IntBuffer ints = bytes.asIntBuffer();

    public Elements open(Tensor opened) {
        opened.requireReadable();
        if (tensor != opened) {
            tensor = opened;
            dtype = opened.dtype();
            bytes = opened.buffer();
            floats = bytes.asFloatBuffer();
            doubles = bytes.asDoubleBuffer();
            longs = bytes.asLongBuffer();
            ints = bytes.asIntBuffer();
        }
        return this;
    }

    public DType dtype() {
        return dtype;
    }

    /** Returns all elements as bytes in native byte order. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** Reads a float32 element. */
    public float floatAt(int index) {
        return floats.get(index);
    }

    /** Reads float32 elements. */
    public void read(int from, float[] into, int at, int count) {
        floats.get(from, into, at, count);
    }

    /** Reads float32 elements as raw bits. */
    public void readBits(int from, int[] into, int count) {
        ints.get(from, into, 0, count);
    }

    /** Writes float32 elements. */
    public void write(int to, float[] from, int at, int count) {
        floats.put(to, from, at, count);
    }

    /** Writes float32 elements of another tensor. */
    public void write(int to, Elements from, int at, int count) {
        floats.put(to, from.floats, at, count);
    }

    /** Reads an element of any type as a double; integers beyond 2^53 are rounded. */
    public double doubleAt(int index) {
        return switch (dtype) {
            case FLOAT32 -> floats.get(index);
            case FLOAT64 -> bytes.getDouble(index * Double.BYTES);
            default -> longAt(index);
        };
    }

    /** Reads an element of an integer or boolean type. */
    public long longAt(int index) {
        return switch (dtype) {
            case INT64 -> bytes.getLong(index * Long.BYTES);
            case INT32 -> bytes.getInt(index * Integer.BYTES);
            case UINT8, BOOL -> bytes.get(index) & 0xff;
            default -> throw new IllegalStateException("Cannot read " + dtype + " as integers.");
        };
    }

    /** Reads elements of an integer or boolean type. */
    public void readLongs(int from, long[] into, int count) {
        switch (dtype) {
            case INT64 -> longs.get(from, into, 0, count);
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    into[i] = ints.get(from + i);
                }
            }
            case UINT8, BOOL -> {
                for (int i = 0; i < count; i++) {
                    into[i] = bytes.get(from + i) & 0xff;
                }
            }
            default -> throw new IllegalStateException("Cannot read " + dtype + " as integers.");
        }
    }

    /** Writes elements of an integer or boolean type. */
    public void writeLongs(int to, long[] from, int count) {
        switch (dtype) {
            case INT64 -> longs.put(to, from, 0, count);
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    ints.put(to + i, (int) from[i]);
                }
            }
            case UINT8, BOOL -> {
                for (int i = 0; i < count; i++) {
                    bytes.put(to + i, (byte) from[i]);
                }
            }
            default -> throw new IllegalStateException("Cannot write integers to " + dtype + ".");
        }
    }

    /** Writes an element of any type, rounded to that type. */
    public void put(int index, double value) {
        switch (dtype) {
            case FLOAT32 -> floats.put(index, (float) value);
            case FLOAT64 -> bytes.putDouble(index * Double.BYTES, value);
            default -> put(index, (long) value);
        }
    }

    /** Writes an element of an integer or boolean type. */
    public void put(int index, long value) {
        switch (dtype) {
            case INT64 -> bytes.putLong(index * Long.BYTES, value);
            case INT32 -> bytes.putInt(index * Integer.BYTES, (int) value);
            case UINT8, BOOL -> bytes.put(index, (byte) value);
            default -> throw new IllegalStateException("Cannot write integers to " + dtype + ".");
        }
    }

    /** Writes elements from a Java array of the tensor's type. */
    public void write(int to, Object from, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> floats.put(to, (float[]) from, at, count);
            case FLOAT64 -> doubles.put(to, (double[]) from, at, count);
            case INT64 -> longs.put(to, (long[]) from, at, count);
            case INT32 -> ints.put(to, (int[]) from, at, count);
            case UINT8, BOOL -> bytes.put(to, (byte[]) from, at, count);
        }
    }
}
