package io.kindling.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.profiler.ProfilerConfig;

/** Where arrays come from, and how Java arrays get in and out of them. */
final class Memory {
    /** Off-heap bytes made outside scopes between two requests for a collection: only the collector frees those. */
    private static final long UNSCOPED_BYTES_BETWEEN_COLLECTIONS = 256L << 20;

    private static long unscopedBytes;

    static {
        // The default mode checks the scope of every array at every op; arrays here are owned by tensors instead.
        Nd4j.getExecutioner().setProfilingConfig(ProfilerConfig.builder().build());
        Nd4j.getMemoryManager().togglePeriodicGc(false);
    }

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
        countUnscoped(shape.size() * dtype.bytes());
        return Tensor.of(dtype, shape, create(dtype, shape));
    }

    static INDArray create(DType dtype, Shape shape) {
        long[] dims = new long[shape.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.dim(i);
        }
        ComputeThread.prepare();
        return Nd4j.createUninitialized(dtype.nd4j(), dims, 'c');
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
        long[] dims = new long[shape.rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.dim(i);
        }
        Tensor view = Tensor.of(tensor.dtype(), shape, tensor.array().reshape('c', dims));
        TensorScope scope = TensorScope.current();
        if (scope != null) {
            scope.adoptView(view);
        }
        return view;
    }

    /** Where a tensor's elements begin; it has some. Valid while the tensor is reachable and not released. */
    static Pointer pointer(Tensor tensor) {
        return tensor.array().data().pointer();
    }

    static ByteBuffer buffer(Tensor tensor) {
        long bytes = tensor.shape().size() * tensor.dtype().bytes();
        if (bytes == 0) {
            return ByteBuffer.allocate(0);
        }
        return new BytePointer(pointer(tensor))
                .position(0)
                .limit(bytes)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    static void write(Tensor to, float[] values) {
        buffer(to).asFloatBuffer().put(values);
    }

    static void write(Tensor to, double[] values) {
        buffer(to).asDoubleBuffer().put(values);
    }

    static void write(Tensor to, int[] values) {
        buffer(to).asIntBuffer().put(values);
    }

    static void write(Tensor to, long[] values) {
        buffer(to).asLongBuffer().put(values);
    }

    static void write(Tensor to, byte[] values) {
        buffer(to).put(values);
    }

    static void read(Tensor from, float[] values) {
        buffer(from).asFloatBuffer().get(values);
    }

    static void read(Tensor from, double[] values) {
        buffer(from).asDoubleBuffer().get(values);
    }

    static void read(Tensor from, int[] values) {
        buffer(from).asIntBuffer().get(values);
    }

    static void read(Tensor from, long[] values) {
        buffer(from).asLongBuffer().get(values);
    }

    static void read(Tensor from, byte[] values) {
        buffer(from).get(values);
    }

    static void fill(Tensor tensor, double value) {
        int size = Math.toIntExact(tensor.shape().size());
        ByteBuffer buffer = buffer(tensor);
        switch (tensor.dtype()) {
            case FLOAT32 -> {
                float[] values = new float[size];
                java.util.Arrays.fill(values, (float) value);
                buffer.asFloatBuffer().put(values);
            }
            case FLOAT64 -> {
                double[] values = new double[size];
                java.util.Arrays.fill(values, value);
                buffer.asDoubleBuffer().put(values);
            }
            case INT32 -> {
                int[] values = new int[size];
                java.util.Arrays.fill(values, (int) value);
                buffer.asIntBuffer().put(values);
            }
            case INT64 -> {
                long[] values = new long[size];
                java.util.Arrays.fill(values, (long) value);
                buffer.asLongBuffer().put(values);
            }
            case UINT8, BOOL -> {
                byte[] values = new byte[size];
                java.util.Arrays.fill(values, (byte) (int) value);
                buffer.put(values);
            }
        }
    }
}
