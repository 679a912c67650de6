package io.kindling.tensor;

/** How one kernel divides the workspace it is given: into pieces at places that the widest instructions like. */
final class Workspace {
    private static final int ALIGNMENT = 64;

    private long end;

    /** Plans a piece, and returns its distance from {@link #begin}. */
    long piece(long bytes) {
        long at = end;
        end += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return at;
    }

    /** What the workspace must have, wherever it lies. */
    long bytes() {
        return end == 0 ? 0 : end + ALIGNMENT;
    }

    /** The address from which pieces are counted; any, where there are none. */
    static long begin(Tensor workspace) {
        return workspace.shape().size() == 0 ? 0 : (workspace.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** How many float32 elements so many bytes are. */
    static int floats(long bytes) {
        return Math.toIntExact(bytes / Float.BYTES);
    }
}
