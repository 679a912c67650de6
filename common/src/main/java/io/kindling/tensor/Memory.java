package io.kindling.tensor;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.Pointer;

/**
 * Where tensors' memory comes from, and how Java arrays get in and out of it. A Java buffer does not keep the memory that
 * it shows from being collected: each copy holds on to its tensor until it is done.
 */
final class Memory {
    /** Off-heap bytes made outside scopes between two requests for a collection: only the collector frees those. */
    private static final long UNSCOPED_BYTES_BETWEEN_COLLECTIONS = 256L << 20;

    private static long unscopedBytes;

    private Memory() {}

    /** A tensor whose elements are not yet written. */
    static Tensor allocate(DType dtype, Shape shape) {
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

    /** Gives up a tensor just made, which nothing reads any more, before its scope ends. */
    static void giveBack(Tensor tensor) {
        TensorScope scope = TensorScope.current();
        Storage storage = tensor.release();
        if (storage == null) {
            return;
        }
        if (scope != null) {
            scope.giveBack(tensor, storage);
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

    /** The same elements under another shape of the same size; shares the memory. */
    static Tensor reshaped(Tensor tensor, Shape shape) {
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

    /** Copies all elements between tensors of one type and size. */
    static void copy(Tensor from, Tensor to) {
        if (from.shape().size() > 0) {
            hold(
                    from,
                    () -> hold(
                            to,
                            () -> Pointer.memcpy(
                                    to.pointer(), from.pointer(), to.storage().size())));
        }
    }

    static void write(Tensor to, float[] values) {
        hold(to, () -> to.buffer().asFloatBuffer().put(values));
    }

    static void write(Tensor to, double[] values) {
        hold(to, () -> to.buffer().asDoubleBuffer().put(values));
    }

    static void write(Tensor to, int[] values) {
        hold(to, () -> to.buffer().asIntBuffer().put(values));
    }

    static void write(Tensor to, long[] values) {
        hold(to, () -> to.buffer().asLongBuffer().put(values));
    }

    static void write(Tensor to, byte[] values) {
        hold(to, () -> to.buffer().put(values));
    }

    static void read(Tensor from, float[] values) {
        hold(from, () -> from.buffer().asFloatBuffer().get(values));
    }

    static void read(Tensor from, double[] values) {
        hold(from, () -> from.buffer().asDoubleBuffer().get(values));
    }

    static void read(Tensor from, int[] values) {
        hold(from, () -> from.buffer().asIntBuffer().get(values));
    }

    static void read(Tensor from, long[] values) {
        hold(from, () -> from.buffer().asLongBuffer().get(values));
    }

    static void read(Tensor from, byte[] values) {
        hold(from, () -> from.buffer().get(values));
    }

    /** Every element the same value, converted as a Java cast would. */
    static void fill(Tensor to, double value) {
        int size = Math.toIntExact(to.shape().size());
        if (size > 0 && Double.doubleToRawLongBits(value) == 0) {
            hold(to, () -> Pointer.memset(to.pointer(), 0, to.storage().size()));
        } else {
            hold(to, () -> fill(to.buffer(), size, to.dtype(), value));
        }
    }

    /** Runs a copy, and keeps the tensor whose memory it uses until it is done. */
    private static void hold(Tensor tensor, Runnable copy) {
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
