package io.kindling.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Owns the tensors that one thread makes while it is open; closing it hands their memory back to a {@link MemoryPool}.
 * Scopes nest. What must live longer is made before the scope opens, or read into a Java array.
 */
public final class TensorScope implements AutoCloseable {
    private static final ThreadLocal<@Nullable TensorScope> CURRENT = new ThreadLocal<>();

    private final MemoryPool pool;
    private final @Nullable TensorScope outer;
    private final List<Tensor> owned = new ArrayList<>();
    private final List<Tensor> views = new ArrayList<>();

    private TensorScope(MemoryPool pool) {
        this.pool = pool;
        this.outer = CURRENT.get();
        CURRENT.set(this);
    }

    public static TensorScope open(MemoryPool pool) {
        return new TensorScope(pool);
    }

    static @Nullable TensorScope current() {
        return CURRENT.get();
    }

    Tensor allocate(DType dtype, Shape shape) {
        Tensor tensor = Tensor.of(dtype, shape, pool.take(dtype, shape));
        owned.add(tensor);
        return tensor;
    }

    void adoptView(Tensor view) {
        views.add(view);
    }

    @Override
    public void close() {
        if (CURRENT.get() != this) {
            throw new IllegalStateException("Cannot close a tensor scope: an inner scope is still open.");
        }
        CURRENT.set(outer);
        views.forEach(Tensor::release);
        for (Tensor tensor : owned) {
            INDArray array = tensor.release();
            if (array != null) {
                pool.give(tensor.dtype(), tensor.shape(), array);
            }
        }
    }
}
