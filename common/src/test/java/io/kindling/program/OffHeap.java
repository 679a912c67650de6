package io.kindling.program;

import org.bytedeco.javacpp.Pointer;

/** What this process has allocated off the heap, once the collector has freed what nothing refers to. */
final class OffHeap {
    private static final long COLLECTOR_MILLIS = 20;
    private static final int MOST_COLLECTIONS = 50;

    private OffHeap() {}

    /** Bytes, when two collections one after the other have freed nothing more. */
    static long settledBytes() throws InterruptedException {
        long before;
        int same = 0;
        do {
            before = Pointer.totalBytes();
            collect();
            same = Pointer.totalBytes() == before ? same + 1 : 0;
        } while (same < 2);
        return before;
    }

    /** Bytes, as soon as they are no more than a limit; else what is left after many collections. */
    static long bytesOnceAtMost(long limit) throws InterruptedException {
        for (int i = 0; i < MOST_COLLECTIONS && Pointer.totalBytes() > limit; i++) {
            collect();
        }
        return Pointer.totalBytes();
    }

    /** The collector says through a thread of its own what it found: no event tells that it has come that far. */
    private static void collect() throws InterruptedException {
        System.gc();
        Thread.sleep(COLLECTOR_MILLIS);
        Pointer.deallocateReferences();
    }
}
