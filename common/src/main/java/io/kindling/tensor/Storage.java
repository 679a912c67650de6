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
 * A piece of memory off the heap, in the forms that kernels ask for: an ND4J array of a shape, a pointer, bytes. Making
 * a form costs more than a small kernel, so the storage keeps those it has made. Freed by {@link #free}, or by ND4J once
 * the collector finds it unreachable.
 */
final class Storage {
    private static final int KEPT_VIEWS = 8;

    static {
        // The default mode checks the scope of every array at every op; arrays here are owned by tensors instead.
        Nd4j.getExecutioner().setProfilingConfig(ProfilerConfig.builder().build());
        Nd4j.getMemoryManager().togglePeriodicGc(false);
    }

    private final DType dtype;
    private final Shape shape;
    private final Pointer pointer;
    /** Made at once where the memory is ND4J's own; of memory in an arena, when an operation of ND4J first asks. */
    private volatile @Nullable INDArray array;

    private @Nullable ByteBuffer bytes;
    /** Replaced, never changed: tensors are read by many threads. */
    private volatile Map<Shape, INDArray> views = Map.of();

    /** Memory for a tensor of some elements, not yet written. */
    Storage(DType dtype, Shape shape) {
        this.dtype = dtype;
        this.shape = shape;
        INDArray allocated = allocate(dtype, shape);
        this.array = allocated;
        this.pointer = allocated.data().pointer();
    }

    /** Memory that someone else owns and frees. */
    Storage(DType dtype, Shape shape, Pointer pointer) {
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

    /** The elements as an array of a shape of the same size. */
    INDArray array(Shape as) {
        if (as.equals(shape)) {
            return whole();
        }
        INDArray view = views.get(as);
        return view != null ? view : addView(as);
    }

    private INDArray whole() {
        INDArray made = array;
        return made != null ? made : wrap();
    }

    private synchronized INDArray wrap() {
        INDArray made = array;
        if (made == null) {
            DataBuffer elements = Nd4j.createBuffer(pointer, shape.size(), dtype.nd4j());
            made = Nd4j.create(elements, sizes(shape), Nd4j.getStrides(sizes(shape), 'c'), 0, 'c');
            array = made;
        }
        return made;
    }

    private synchronized INDArray addView(Shape as) {
        INDArray view = whole().reshape('c', sizes(as));
        Map<Shape, INDArray> more = views.size() < KEPT_VIEWS ? new HashMap<>(views) : new HashMap<>();
        more.put(as, view);
        views = more;
        return view;
    }

    /** The elements in the machine's byte order; positions in it are the caller's own. */
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

    /** Gives memory of its own back; nothing may use it any more. */
    void free() {
        whole().close();
    }

    private static long[] sizes(Shape shape) {
        long[] sizes = new long[shape.rank()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.dim(i);
        }
        return sizes;
    }
}
