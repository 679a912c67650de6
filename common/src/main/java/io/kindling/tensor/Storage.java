package io.kindling.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.profiler.ProfilerConfig;

/**
 * A block of off-heap memory in the forms that kernels need: an ND4J array, a pointer, a byte buffer. Creating such a
 * form costs more than a small kernel, so the storage caches them. Freed by {@link #free}, or by ND4J once the storage
 * is unreachable.
 */
public final class Storage {
    private static final int CACHED_VIEWS = 8;

    static {
        // ND4J's default mode checks the scope of every array in every operation; here tensors own the arrays.
        Nd4j.getExecutioner().setProfilingConfig(ProfilerConfig.builder().build());
        Nd4j.getMemoryManager().togglePeriodicGc(false);
    }

    private final DType dtype;
    private final Shape shape;
    private final Pointer pointer;
    /** Created immediately for memory allocated by ND4J; for arena memory when an ND4J operation first needs it. */
    private volatile @Nullable INDArray array;

    private @Nullable ByteBuffer bytes;
    /** Invariant: this map is replaced, never modified, because many threads read tensors. */
    private volatile Map<Shape, INDArray> views = Map.of();

    /** Allocates memory with unspecified content for a nonempty tensor. */
    Storage(DType dtype, Shape shape) {
        this.dtype = dtype;
        this.shape = shape;
        INDArray allocated = allocate(dtype, shape);
        this.array = allocated;
        this.pointer = allocated.data().pointer();
    }

    /** Wraps memory that is owned and freed elsewhere. */
    public Storage(DType dtype, Shape shape, Pointer pointer) {
        this.dtype = dtype;
        this.shape = shape;
        this.pointer = pointer;
    }

    private static INDArray allocate(DType dtype, Shape shape) {
        try {
            return Nd4j.createUninitialized(dtype.nd4j(), sizes(shape), 'c');
        } catch (OutOfMemoryError e) {
            OutOfMemoryError located = new OutOfMemoryError("Cannot allocate " + dtype + " " + shape + ", "
                    + shape.size() * dtype.bytes() + " bytes off the heap: " + e.getMessage()
                    + ". Open a TensorScope around each step, use smaller"
                    + " batches, or raise -Xmx or -Dorg.bytedeco.javacpp.maxphysicalbytes.");
            located.initCause(e);
            throw located;
        }
    }

    DType dtype() {
        return dtype;
    }

    Shape shape() {
        return shape;
    }

    long size() {
        return shape.size() * dtype.bytes();
    }

    Pointer pointer() {
        return pointer;
    }

    /** Returns the elements as an ND4J array of a shape of the same size. */
    INDArray array(Shape as) {
        if (as.equals(shape)) {
            return fullArray();
        }
        INDArray view = views.get(as);
        return view != null ? view : addView(as);
    }

    private INDArray fullArray() {
        INDArray existing = array;
        return existing != null ? existing : wrap();
    }

    private synchronized INDArray wrap() {
        INDArray existing = array;
        if (existing == null) {
            DataBuffer elements = Nd4j.createBuffer(pointer, shape.size(), dtype.nd4j());
            existing = Nd4j.create(elements, sizes(shape), Nd4j.getStrides(sizes(shape), 'c'), 0, 'c');
            array = existing;
        }
        return existing;
    }

    private synchronized INDArray addView(Shape as) {
        INDArray view = fullArray().reshape('c', sizes(as));
        Map<Shape, INDArray> extended = views.size() < CACHED_VIEWS ? new HashMap<>(views) : new HashMap<>();
        extended.put(as, view);
        views = extended;
        return view;
    }

    /** Returns the elements in native byte order; the caller owns the position of the buffer. */
    synchronized ByteBuffer bytes() {
        if (bytes == null) {
            if (size() > Integer.MAX_VALUE) {
                throw new TensorException("Cannot copy " + dtype + " " + shape + ": " + size()
                        + " bytes are more than a Java buffer holds.");
            }
            bytes = new BytePointer(pointer).position(0).limit(size()).asByteBuffer();
        }
        return bytes.duplicate().order(ByteOrder.nativeOrder());
    }

    /** Frees memory that this storage allocated; it must not be used afterwards. */
    void free() {
        fullArray().close();
    }

    private static long[] sizes(Shape shape) {
        long[] sizes = new long[shape.rank()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.dim(i);
        }
        return sizes;
    }
}
