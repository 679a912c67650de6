package io.kindling.tensor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Hands out one kernel's workspace piece by piece, each piece at a place that the widest instructions like. */
final class Workspace {
    private static final int ALIGNMENT = 64;

    private final @Nullable Pointer memory;
    private long next;

    Workspace(Tensor workspace) {
        if (workspace.shape().size() > 0) {
            memory = workspace.pointer();
            long misplaced = memory.address() % ALIGNMENT;
            next = misplaced == 0 ? 0 : ALIGNMENT - misplaced;
        } else {
            memory = null;
        }
    }

    /** What a piece takes of a workspace at most. */
    static long bytes(long piece) {
        return piece == 0 ? 0 : piece + 2 * ALIGNMENT - piece % ALIGNMENT;
    }

    /** The next piece, valid while the workspace is; nowhere where it has no bytes. */
    BytePointer take(long bytes) {
        if (bytes == 0) {
            return new BytePointer();
        }
        BytePointer piece = new BytePointer(memory).getPointer(next);
        next += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return piece;
    }
}
