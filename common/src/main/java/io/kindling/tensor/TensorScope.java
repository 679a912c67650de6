package io.kindling.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns the tensors that one thread makes while it is open; closing it hands their memory back to a {@link MemoryPool}.
 * Scopes nest. What must live longer is made before the scope opens, or read into a Java array.
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

    /** What this makes belongs to no scope, though one may be open: it outlives that, and the collector frees it. */
    public static <T> T outside(Supplier<T> making) {
        TensorScope open = CURRENT.get();
        CURRENT.remove();
        try {
            return making.get();
        } finally {
            CURRENT.set(open);
        }
    }

    static @Nullable TensorScope current() {
        return CURRENT.get();
    }

    Tensor allocate(DType dtype, Shape shape) {
        Tensor tensor = Tensor.of(dtype, shape, pool.take(dtype, shape));
        owned.add(tensor);
        return tensor;
    }

    /** The storage of a tensor of this scope, which has given it up, is free for the next. */
    void giveBack(Tensor tensor, Storage storage) {
        int last = owned.size() - 1;
        if (owned.get(last) != tensor) {
            throw new IllegalArgumentException("Cannot give back a tensor: it is not the last one made.");
        }
        owned.remove(last);
        pool.give(storage);
    }

    void adoptView(Tensor view) {
        views.add(view);
    }

    /** Releases the tensors; a second time does nothing. On the thread that opened it, after the scopes inside it. */
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
                pool.give(storage);
            }
        }
        pool.leave();
    }
}
