package io.kindling.tensor;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.Pointer;

/**
 * Allocates the memory of tensors, and copies between it and Java arrays. A Java buffer does not keep its off-heap
 * memory alive, so each copy keeps its tensor reachable until it is done.
 */
public final class Memory {
    /**
     * Off-heap bytes allocated outside scopes between two requests for a garbage collection, which alone frees them.
     */
    private static final long UNSCOPED_BYTES_BETWEEN_COLLECTIONS = 256L << 20;

    private static long unscopedBytes;

    private Memory() {}

    /** Returns a tensor with unspecified content. */
    public static Tensor allocate(DType dtype, Shape shape) {
        if (shape.size() == 0) {
            return Tensor.of(dtype, shape, null);
        }
        TensorScope scope = TensorScope.current();
        if (scope != null) {
            return scope.allocate(dtype, shape);
        }
        Storage storage = new Storage(dtype, shape);
        countUnscoped(storage.size());
        return Tensor.of(dtype, shape, storage);
    }

    /** Releases the tensor allocated last, which nothing reads any more, before its scope ends. */
    public static void release(Tensor tensor) {
        TensorScope scope = TensorScope.current();
        Storage storage = tensor.release();
        if (storage == null) {
            return;
        }
        if (scope != null) {
            scope.release(tensor, storage);
        } else {
            storage.free();
        }
    }

    private static synchronized void countUnscoped(long bytes) {
        unscopedBytes += bytes;
        if (unscopedBytes > UNSCOPED_BYTES_BETWEEN_COLLECTIONS) {
            unscopedBytes = 0;
            System.gc();
        }
    }

    /** Returns the same elements in another shape of the same size; shares the memory. */
    public static Tensor reshaped(Tensor tensor, Shape shape) {
        if (shape.size() == 0) {
            return Tensor.of(tensor.dtype(), shape, null);
        }
        Tensor view = Tensor.of(tensor.dtype(), shape, tensor.storage());
        TensorScope scope = TensorScope.current();
        if (scope != null) {
            scope.adoptView(view);
        }
        return view;
    }

    /** Copies all elements between tensors of the same type and size. */
    public static void copy(Tensor from, Tensor to) {
        if (from.shape().size() > 0) {
            whileReachable(
                    from,
                    () -> whileReachable(
                            to,
                            () -> Pointer.memcpy(
                                    to.pointer(), from.pointer(), to.storage().size())));
        }
    }

    public static void write(Tensor to, float[] values) {
        whileReachable(to, () -> to.buffer().asFloatBuffer().put(values));
    }

    public static void write(Tensor to, double[] values) {
        whileReachable(to, () -> to.buffer().asDoubleBuffer().put(values));
    }

    public static void write(Tensor to, int[] values) {
        whileReachable(to, () -> to.buffer().asIntBuffer().put(values));
    }

    public static void write(Tensor to, long[] values) {
        whileReachable(to, () -> to.buffer().asLongBuffer().put(values));
    }

    public static void write(Tensor to, byte[] values) {
        whileReachable(to, () -> to.buffer().put(values));
    }

    static void read(Tensor from, float[] values) {
        whileReachable(from, () -> from.buffer().asFloatBuffer().get(values));
    }

    static void read(Tensor from, double[] values) {
        whileReachable(from, () -> from.buffer().asDoubleBuffer().get(values));
    }

    static void read(Tensor from, int[] values) {
        whileReachable(from, () -> from.buffer().asIntBuffer().get(values));
    }

    static void read(Tensor from, long[] values) {
        whileReachable(from, () -> from.buffer().asLongBuffer().get(values));
    }

    static void read(Tensor from, byte[] values) {
        whileReachable(from, () -> from.buffer().get(values));
    }

    /** Sets every element to the same value, converted as a Java cast would. */
    static void fill(Tensor to, double value) {
        int size = Math.toIntExact(to.shape().size());
        if (size > 0 && Double.doubleToRawLongBits(value) == 0) {
            whileReachable(
                    to, () -> Pointer.memset(to.pointer(), 0, to.storage().size()));
        } else {
            whileReachable(to, () -> fill(to.buffer(), size, to.dtype(), value));
        }
    }

    /** Runs a copy and keeps the tensor reachable until it is done. */
    private static void whileReachable(Tensor tensor, Runnable copy) {
        try {
            copy.run();
        } finally {
            Reference.reachabilityFence(tensor);
        }
    }

    private static void fill(ByteBuffer bytes, int size, DType dtype, double value) {
        switch (dtype) {
            case FLOAT32 -> {
                FloatBuffer floats = bytes.asFloatBuffer();
                for (int i = 0; i < size; i++) {
                    floats.put(i, (float) value);
                }
            }
            case FLOAT64 -> {
                DoubleBuffer doubles = bytes.asDoubleBuffer();
                for (int i = 0; i < size; i++) {
                    doubles.put(i, value);
                }
            }
            case INT32 -> {
                IntBuffer ints = bytes.asIntBuffer();
                for (int i = 0; i < size; i++) {
                    ints.put(i, (int) value);
                }
            }
            case INT64 -> {
                LongBuffer longs = bytes.asLongBuffer();
                for (int i = 0; i < size; i++) {
                    longs.put(i, (long) value);
                }
            }
            case UINT8, BOOL -> {
                for (int i = 0; i < size; i++) {
                    bytes.put(i, (byte) (int) value);
                }
            }
        }
    }
}
