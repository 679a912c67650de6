package io.kindling.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Released memory kept for the next tensor of the same shape and type: a training step makes the same ones each time.
 * Bounded; what does not fit goes back to the operating system. For one thread at a time; closing it frees everything.
 */
public final class MemoryPool implements AutoCloseable {
    /** What a pool may keep while nobody uses it. */
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

    /** Bytes kept for reuse. */
    public long freeBytes() {
        return freeBytes;
    }

    /** A scope on this pool opens on the calling thread. */
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

    Storage take(DType dtype, Shape shape) {
        Deque<Storage> kept = free.get(new Kind(dtype, shape));
        Storage storage = kept == null ? null : kept.poll();
        if (storage == null) {
            return new Storage(dtype, shape);
        }
        freeBytes -= storage.size();
        return storage;
    }

    void give(Storage storage) {
        if (closed || freeBytes + storage.size() > limitBytes) {
            storage.free();
            return;
        }
        freeBytes += storage.size();
        free.computeIfAbsent(new Kind(storage.dtype(), storage.shape()), kind -> new ArrayDeque<>())
                .push(storage);
    }

    /** Frees what is kept; what an open scope still holds is freed when that closes. */
    @Override
    public synchronized void close() {
        closed = true;
        free.values().forEach(kept -> kept.forEach(Storage::free));
        free.clear();
        freeBytes = 0;
    }
}
