package io.kindling.driver.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * How long a benchmark runs before it is measured: until the JVM's compilers, which take the processor from it, have had a
 * quiet second; at least {@value #LEAST_SECONDS} seconds, at most {@value #MOST_SECONDS}.
 */
final class WarmUp {
    private static final int LEAST_SECONDS = 4;
    private static final int MOST_SECONDS = 20;
    private static final long SECOND = 1_000_000_000L;
    /** Milliseconds of compiling, on all threads, that leave a second quiet. */
    private static final long QUIET_MILLIS = 50;

    private final @Nullable CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    private final long begin = System.nanoTime();
    private long since = begin;
    private long compiled = compiledMillis();

    private WarmUp() {}

    /** Does again and again what is to be measured, at least once. */
    static void with(Runnable work) {
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
        return all >= (quiet ? LEAST_SECONDS : MOST_SECONDS) * SECOND;
    }

    /** 0 where the JVM does not say. */
    private long compiledMillis() {
        return compilers != null && compilers.isCompilationTimeMonitoringSupported()
                ? compilers.getTotalCompilationTime()
                : 0;
    }
}
