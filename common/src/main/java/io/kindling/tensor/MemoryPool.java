package io.kindling.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Released arrays kept for the next tensor of the same shape and type: a training step makes the same ones each time.
 * Bounded; what does not fit goes back to the operating system. For one thread at a time; closing it frees everything.
 */
public final class MemoryPool implements AutoCloseable {
    /** What a pool may keep while nobody uses it. */
    public static final long DEFAULT_LIMIT_BYTES = 1L << 30;

    private record Kind(DType dtype, Shape shape) {}

    private final long limitBytes;
    private final Map<Kind, Deque<INDArray>> free = new HashMap<>();
    private long freeBytes;

    public MemoryPool() {
        this(DEFAULT_LIMIT_BYTES);
    }

    public MemoryPool(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Bytes kept for reuse. */
    public long freeBytes() {
        return freeBytes;
    }

    INDArray take(DType dtype, Shape shape) {
        Deque<INDArray> kept = free.get(new Kind(dtype, shape));
        INDArray array = kept == null ? null : kept.poll();
        if (array == null) {
            return Memory.create(dtype, shape);
        }
        freeBytes -= shape.size() * dtype.bytes();
        return array;
    }

    void give(DType dtype, Shape shape, INDArray array) {
        long bytes = shape.size() * dtype.bytes();
        if (freeBytes + bytes > limitBytes) {
            array.close();
            return;
        }
        freeBytes += bytes;
        free.computeIfAbsent(new Kind(dtype, shape), kind -> new ArrayDeque<>()).push(array);
    }

    @Override
    public void close() {
        free.values().forEach(arrays -> arrays.forEach(INDArray::close));
        free.clear();
        freeBytes = 0;
    }
}
