package io.kindling.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Released memory kept for the next tensors of the same shapes and types, since every training step allocates the same
 * ones. What exceeds the limit is returned to the operating system. One thread may use a pool at a time; closing the
 * pool frees everything.
 */
public final class MemoryPool implements AutoCloseable {
    /** Default limit on the unused memory that a pool keeps. */
    public static final long DEFAULT_LIMIT_BYTES = 1L << 30;

    private record Kind(DType dtype, Shape shape) {}

    private final long limitBytes;
    private final Map<Kind, Deque<Storage>> free = new HashMap<>();
    private long freeBytes;
    /** The thread whose scopes are open. */
    private @Nullable Thread user;

    private int openScopes;
    private boolean closed;

    public MemoryPool() {
        this(DEFAULT_LIMIT_BYTES);
    }

    public MemoryPool(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Returns the number of bytes kept for reuse. */
    public long freeBytes() {
        return freeBytes;
    }

    /** Registers a scope that the calling thread opens on this pool. */
    synchronized void enter() {
        if (closed) {
            throw new IllegalStateException("Cannot open a tensor scope: its memory pool is closed.");
        }
        if (user != null && user != Thread.currentThread()) {
            throw new IllegalStateException("Cannot open a tensor scope: thread '" + user.getName()
                    + "' is using its memory pool. Give each thread a pool of its own.");
        }
        user = Thread.currentThread();
        openScopes++;
    }

    synchronized void leave() {
        openScopes--;
        if (openScopes == 0) {
            user = null;
        }
    }

    Storage acquire(DType dtype, Shape shape) {
        Deque<Storage> kept = free.get(new Kind(dtype, shape));
        Storage storage = kept == null ? null : kept.poll();
        if (storage == null) {
            return new Storage(dtype, shape);
        }
        freeBytes -= storage.size();
        return storage;
    }

    void recycle(Storage storage) {
        if (closed || freeBytes + storage.size() > limitBytes) {
            storage.free();
            return;
        }
        freeBytes += storage.size();
        free.computeIfAbsent(new Kind(storage.dtype(), storage.shape()), kind -> new ArrayDeque<>())
                .push(storage);
    }

    /** Frees the kept memory. Memory that an open scope still holds is freed when that scope closes. */
    @Override
    public synchronized void close() {
        closed = true;
        free.values().forEach(kept -> kept.forEach(Storage::free));
        free.clear();
        freeBytes = 0;
    }
}
