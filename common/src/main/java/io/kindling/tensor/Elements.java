package io.kindling.tensor;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a tensor as a kernel in Java reads and writes them, one by one or some at a time. Made for one operand
 * of a prepared kernel: opening the tensor that it was opened with last costs nothing.
 */
final class Elements {
    private @Nullable Tensor tensor;
    private DType dtype = DType.FLOAT32;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private FloatBuffer floats = bytes.asFloatBuffer();
    private DoubleBuffer doubles = bytes.asDoubleBuffer();
    private LongBuffer longs = bytes.asLongBuffer();
    private IntBuffer ints = bytes.asIntBuffer();

    Elements open(Tensor opened) {
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

    DType dtype() {
        return dtype;
    }

    /** All of them as bytes in the machine's order. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** A float32 element. */
    float number(int index) {
        return floats.get(index);
    }

    /** Float32 elements. */
    void read(int from, float[] into, int at, int count) {
        floats.get(from, into, at, count);
    }

    /** Reads the bits of float32 elements. */
    void readBits(int from, int[] into, int count) {
        ints.get(from, into, 0, count);
    }

    /** Writes float32 elements. */
    void write(int to, float[] from, int at, int count) {
        floats.put(to, from, at, count);
    }

    /** Writes float32 elements of another tensor. */
    void write(int to, Elements from, int at, int count) {
        floats.put(to, from.floats, at, count);
    }

    /** An element of any type as a double; whole numbers beyond 2^53 are rounded. */
    double real(int index) {
        return switch (dtype) {
            case FLOAT32 -> floats.get(index);
            case FLOAT64 -> bytes.getDouble(index * Double.BYTES);
            default -> whole(index);
        };
    }

    /** An element of a whole or boolean type. */
    long whole(int index) {
        return switch (dtype) {
            case INT64 -> bytes.getLong(index * Long.BYTES);
            case INT32 -> bytes.getInt(index * Integer.BYTES);
            case UINT8, BOOL -> bytes.get(index) & 0xff;
            default -> throw new IllegalStateException("Cannot read " + dtype + " as whole numbers.");
        };
    }

    /** Reads elements of a whole or boolean type. */
    void readWhole(int from, long[] into, int count) {
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
            default -> throw new IllegalStateException("Cannot read " + dtype + " as whole numbers.");
        }
    }

    /** Writes elements of a whole or boolean type. */
    void writeWhole(int to, long[] from, int count) {
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
            default -> throw new IllegalStateException("Cannot write whole numbers to " + dtype + ".");
        }
    }

    /** Writes an element of any type, rounded to it. */
    void put(int index, double value) {
        switch (dtype) {
            case FLOAT32 -> floats.put(index, (float) value);
            case FLOAT64 -> bytes.putDouble(index * Double.BYTES, value);
            default -> put(index, (long) value);
        }
    }

    /** Writes an element of a whole or boolean type. */
    void put(int index, long value) {
        switch (dtype) {
            case INT64 -> bytes.putLong(index * Long.BYTES, value);
            case INT32 -> bytes.putInt(index * Integer.BYTES, (int) value);
            case UINT8, BOOL -> bytes.put(index, (byte) value);
            default -> throw new IllegalStateException("Cannot write whole numbers to " + dtype + ".");
        }
    }

    /** Writes elements of the tensor's type from an array of it. */
    void write(int to, Object from, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> floats.put(to, (float[]) from, at, count);
            case FLOAT64 -> doubles.put(to, (double[]) from, at, count);
            case INT64 -> longs.put(to, (long[]) from, at, count);
            case INT32 -> ints.put(to, (int[]) from, at, count);
            case UINT8, BOOL -> bytes.put(to, (byte[]) from, at, count);
        }
    }
}
