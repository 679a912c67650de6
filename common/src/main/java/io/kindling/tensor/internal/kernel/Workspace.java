package io.kindling.tensor.internal.kernel;

import io.kindling.tensor.Tensor;

/** The layout of a kernel's workspace: pieces aligned for the widest vector instructions. */
public final class Workspace {
    private static final int ALIGNMENT = 64;

    private long end;

    /** Reserves a piece, and returns its offset from {@link #begin}. */
    public long piece(long bytes) {
        long at = end;
        end += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return at;
    }

    /** Returns the size that the workspace must have, whatever its alignment. */
    public long bytes() {
        return end == 0 ? 0 : end + ALIGNMENT;
    }

    /** Returns the address from which the offsets of pieces count; 0 for an empty workspace. */
    public static long begin(Tensor workspace) {
        return workspace.shape().size() == 0 ? 0 : (workspace.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Returns the number of float32 elements in {@code bytes} bytes. */
    public static int floats(long bytes) {
        return Math.toIntExact(bytes / Float.BYTES);
    }
}
