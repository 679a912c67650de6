package io.kindling.driver.internal.cli.failures;

import io.kindling.driver.internal.cli.output.SparkMessages;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ends this process, within a limit. */
public final class ProcessExit {
    /** How long shutdown hooks may take, those of users' code too: longer than Hadoop lets each of its hooks take. */
    private static final Duration HOOKS_LIMIT = Duration.ofSeconds(60);

    private ProcessExit() {}

    /** Runs the shutdown hooks, and ends the process even if they do not end. */
    public static void exit(int code) {
        long end = System.nanoTime() + HOOKS_LIMIT.toNanos();
        Thread thread = new Thread(
                () -> {
                    while (System.nanoTime() < end) {
                        LockSupport.parkNanos(end - System.nanoTime());
                    }
                    Runtime.getRuntime().halt(code);
                },
                "kindling-halt");
        thread.setDaemon(true);
        thread.start();
        SparkMessages.silenceShutdown();
        System.exit(code);
    }
}
