package io.kindling.tensor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * One block of memory off the heap, in which someone else decides what stands where. Tensors in it share its life: they
 * are written again and again, and must not be used once it is closed. For one thread at a time.
 */
public final class Arena implements AutoCloseable {
    /** Every tensor of an arena should begin at a multiple of this: a line of the processor's cache. */
    public static final int ALIGNMENT = 64;

    private final long bytes;
    private @Nullable BytePointer block;
    private final long first;

    /** An arena of so many bytes, whose content is unspecified. */
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

    /** The least multiple of {@link #ALIGNMENT} that is not less. */
    public static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** What an arena of so many bytes allocates: it begins at a multiple of {@link #ALIGNMENT}, wherever its block does. */
    public static long allocated(long bytes) {
        return Math.addExact(bytes, ALIGNMENT);
    }

    public long bytes() {
        return bytes;
    }

    /** A tensor whose elements begin at this byte. */
    public Tensor tensor(DType dtype, Shape shape, long offset) {
        BytePointer open = block;
        if (open == null) {
            throw new IllegalStateException("Cannot make a tensor in an arena: it is closed.");
        }
        long size = Math.multiplyExact(shape.size(), (long) dtype.bytes());
        if (offset < 0 || Math.addExact(offset, size) > bytes) {
            throw new IllegalArgumentException(
                    "Invalid offset: " + offset + " (" + size + " bytes must lie in an arena of " + bytes + ")");
        }
        Pointer elements = open.getPointer(first + offset);
        return Tensor.of(dtype, shape, shape.size() == 0 ? null : new Storage(dtype, shape, elements));
    }

    /** Frees the memory. */
    @Override
    public void close() {
        BytePointer open = block;
        block = null;
        if (open != null) {
            open.close();
        }
    }
}
