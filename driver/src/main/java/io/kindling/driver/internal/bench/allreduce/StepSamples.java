package io.kindling.driver.internal.bench.allreduce;

import java.util.Arrays;

/** How long each step took. */
final class StepSamples {
    private long[] nanos = new long[1 << 16];
    private int count;

    void add(long stepNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = stepNanos;
    }

    void clear() {
        count = 0;
    }

    /** The times of all steps in nanoseconds, sorted. */
    long[] sorted() {
        long[] all = Arrays.copyOf(nanos, count);
        Arrays.sort(all);
        return all;
    }
}
