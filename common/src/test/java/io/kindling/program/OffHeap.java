package io.kindling.program;

import org.bytedeco.javacpp.Pointer;

/** The off-heap memory of this process, after the garbage collector has freed what is unreachable. */
public final class OffHeap {
    private static final long COLLECTOR_MILLIS = 20;
    private static final int MOST_COLLECTIONS = 50;

    private OffHeap() {}

    /** The allocated bytes after two consecutive collections freed nothing more. */
    public static long settledBytes() throws InterruptedException {
        long before;
        int same = 0;
        do {
            before = Pointer.totalBytes();
            collect();
            same = Pointer.totalBytes() == before ? same + 1 : 0;
        } while (same < 2);
        return before;
    }

    /** The allocated bytes as soon as they are at most a limit, or after many collections. */
    public static long bytesOnceAtMost(long limit) throws InterruptedException {
        for (int i = 0; i < MOST_COLLECTIONS && Pointer.totalBytes() > limit; i++) {
            collect();
        }
        return Pointer.totalBytes();
    }

    /** Sleeps because the collector enqueues references on a thread of its own, and there is no event for that. */
    private static void collect() throws InterruptedException {
        System.gc();
        Thread.sleep(COLLECTOR_MILLIS);
        Pointer.deallocateReferences();
    }
}
