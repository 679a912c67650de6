package io.kindling.driver.internal.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs a benchmark before it is measured, until the JVM's compilers, which compete with it for the CPU, have been quiet for a
 * second: at least {@value #MIN_SECONDS} and at most {@value #MAX_SECONDS} seconds.
 */
public final class WarmUp {
    private static final int MIN_SECONDS = 4;
    private static final int MAX_SECONDS = 20;
    private static final long SECOND = 1_000_000_000L;
    /** The most milliseconds of compilation, on all threads, in a quiet second. */
    private static final long QUIET_MILLIS = 50;

    private final @Nullable CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    private final long begin = System.nanoTime();
    private long since = begin;
    private long compiled = compiledMillis();

    private WarmUp() {}

    /** Repeats the work to be measured until the warm-up is over, at least once. */
    public static void with(Runnable work) {
        WarmUp warmUp = new WarmUp();
        do {
            work.run();
        } while (!warmUp.isOver());
    }

    private boolean isOver() {
        long now = System.nanoTime();
        if (now - since < SECOND) {
            return false;
        }
        long more = compiledMillis() - compiled;
        boolean quiet = more * SECOND <= QUIET_MILLIS * (now - since);
        since = now;
        compiled += more;
        long all = now - begin;
        return all >= (quiet ? MIN_SECONDS : MAX_SECONDS) * SECOND;
    }

    /** Returns the total compilation time, or 0 if the JVM does not report it. */
    private long compiledMillis() {
        return compilers != null && compilers.isCompilationTimeMonitoringSupported()
                ? compilers.getTotalCompilationTime()
                : 0;
    }
}
