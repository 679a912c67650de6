package io.kindling.tensor;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * One block of off-heap memory whose layout is decided by the caller. Its tensors are written repeatedly and must not
 * be used after the arena is closed. Not thread-safe.
 */
public final class Arena implements AutoCloseable {
    /** Recommended alignment of the tensors, in bytes: a cache line of the processor. */
    public static final int ALIGNMENT = 64;

    private final long bytes;
    private @Nullable BytePointer block;
    private final long first;

    /** Allocates an arena of {@code bytes} bytes with unspecified content. */
    public Arena(long bytes) {
        this.bytes = bytes;
        try {
            this.block = new BytePointer(allocated(bytes));
        } catch (OutOfMemoryError e) {
            OutOfMemoryError located = new OutOfMemoryError("Cannot allocate " + bytes
                    + " bytes off the heap for a compiled phase: " + e.getMessage()
                    + ". Use smaller batches, or raise -Dorg.bytedeco.javacpp.maxbytes or maxphysicalbytes.");
            located.initCause(e);
            throw located;
        }
        this.first = aligned(block.address()) - block.address();
    }

    /**
     * Creates an arena over existing memory, such as a mapped file. The arena keeps it reachable but does not free it.
     *
     * @param memory a direct buffer; all of it, whatever its position and limit
     * @throws IllegalArgumentException unless the memory is direct and begins at a multiple of {@link #ALIGNMENT}
     */
    public Arena(ByteBuffer memory) {
        if (!memory.isDirect()) {
            throw new IllegalArgumentException("Invalid memory: on the heap (a direct buffer)");
        }
        this.bytes = memory.capacity();
        this.block = new BytePointer(memory.duplicate().clear());
        this.first = 0;
        if (block.address() % ALIGNMENT != 0) {
            throw new IllegalArgumentException(
                    "Invalid memory: begins at address " + block.address() + " (a multiple of " + ALIGNMENT + ")");
        }
    }

    /** Rounds {@code bytes} up to a multiple of {@link #ALIGNMENT}. */
    public static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /**
     * Returns how many bytes an arena of {@code bytes} bytes allocates, including the padding that aligns its first
     * byte.
     */
    public static long allocated(long bytes) {
        return Math.addExact(bytes, ALIGNMENT);
    }

    public long bytes() {
        return bytes;
    }

    /** Returns a tensor whose elements begin at byte {@code offset}. */
    public Tensor tensor(DType dtype, Shape shape, long offset) {
        BytePointer open = block;
        if (open == null) {
            throw new IllegalStateException("Cannot create a tensor in an arena: the arena is closed.");
        }
        long size = Math.multiplyExact(shape.size(), (long) dtype.bytes());
        if (offset < 0 || Math.addExact(offset, size) > bytes) {
            throw new IllegalArgumentException(
                    "Invalid offset: " + offset + " (" + size + " bytes must lie in an arena of " + bytes + ")");
        }
        Pointer elements = open.getPointer(first + offset);
        return Tensor.of(dtype, shape, shape.size() == 0 ? null : new Storage(dtype, shape, elements));
    }

    /** Frees the memory, if the arena allocated it. */
    @Override
    public void close() {
        BytePointer open = block;
        block = null;
        if (open != null) {
            open.close();
        }
    }
}
