package io.kindling.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns the tensors that one thread creates while the scope is open, and returns their memory to a {@link MemoryPool}
 * when it closes. Scopes nest. To keep a value longer, create its tensor before the scope opens or read it into a Java
 * array.
 */
public final class TensorScope implements AutoCloseable {
    private static final ThreadLocal<@Nullable TensorScope> CURRENT = new ThreadLocal<>();

    private final MemoryPool pool;
    private final @Nullable TensorScope outer;
    private final Thread thread = Thread.currentThread();
    private final List<Tensor> owned = new ArrayList<>();
    private final List<Tensor> views = new ArrayList<>();
    private boolean closed;

    private TensorScope(MemoryPool pool) {
        pool.enter();
        this.pool = pool;
        this.outer = CURRENT.get();
        CURRENT.set(this);
    }

    public static TensorScope open(MemoryPool pool) {
        return new TensorScope(pool);
    }

    /** Runs a supplier outside any scope, even if one is open: its tensors are freed by the garbage collector. */
    public static <T> T withoutScope(Supplier<T> supplier) {
        TensorScope open = CURRENT.get();
        CURRENT.remove();
        try {
            return supplier.get();
        } finally {
            CURRENT.set(open);
        }
    }

    static @Nullable TensorScope current() {
        return CURRENT.get();
    }

    Tensor allocate(DType dtype, Shape shape) {
        Tensor tensor = Tensor.of(dtype, shape, pool.acquire(dtype, shape));
        owned.add(tensor);
        return tensor;
    }

    /** Recycles the storage of the tensor that this scope allocated last and that has been released. */
    void release(Tensor tensor, Storage storage) {
        int last = owned.size() - 1;
        if (owned.get(last) != tensor) {
            throw new IllegalArgumentException("Cannot release a tensor: it is not the last one allocated.");
        }
        owned.remove(last);
        pool.recycle(storage);
    }

    void adoptView(Tensor view) {
        views.add(view);
    }

    /**
     * Releases the tensors; a second call does nothing. Must be called on the thread that opened the scope, after inner
     * scopes are closed.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("Cannot close a tensor scope on thread '"
                    + Thread.currentThread().getName() + "': thread '" + thread.getName() + "' opened it.");
        }
        if (CURRENT.get() != this) {
            throw new IllegalStateException("Cannot close a tensor scope: a scope opened inside it is still open."
                    + " Close them in reverse order, as try-with-resources does.");
        }
        closed = true;
        CURRENT.set(outer);
        views.forEach(Tensor::release);
        for (Tensor tensor : owned) {
            Storage storage = tensor.release();
            if (storage != null) {
                pool.recycle(storage);
            }
        }
        pool.leave();
    }
}
