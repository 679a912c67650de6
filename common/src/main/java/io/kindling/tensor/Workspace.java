package io.kindling.tensor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Hands out one kernel's workspace piece by piece, each piece at a place that the widest instructions like. */
final class Workspace {
    private static final int ALIGNMENT = 64;

    private final Pointer memory;
    private long next;

    Workspace(Tensor memory) {
        this.memory = memory.pointer();
        long misplaced = this.memory.address() % ALIGNMENT;
        next = misplaced == 0 ? 0 : ALIGNMENT - misplaced;
    }

    /** What a piece takes of a workspace at most. */
    static long bytes(long piece) {
        return piece == 0 ? 0 : piece + 2 * ALIGNMENT - piece % ALIGNMENT;
    }

    /** The next piece; valid while the workspace is. */
    BytePointer take(long bytes) {
        BytePointer piece = new BytePointer(memory).getPointer(next);
        next += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return piece;
    }
}
