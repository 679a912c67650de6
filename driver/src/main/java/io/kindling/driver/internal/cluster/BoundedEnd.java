package io.kindling.driver.internal.cluster;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends machines within a limit. Spark waits without one: for its listeners, and for executors that hang. The thread that still
 * waits then is a daemon, which does not keep the process alive.
 */
final class BoundedEnd {
    /** Longer than Spark takes to kill an executor of this machine that does not end by itself. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    private BoundedEnd() {}

    /**
     * Runs an end, and waits for it at most as long as the limit.
     *
     * @param notes receives a message if it takes longer
     */
    static void run(Runnable end, Duration limit, Consumer<String> notes) {
        CountDownLatch ended = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        end.run();
                    } finally {
                        ended.countDown();
                    }
                },
                "kindling-end");
        thread.setDaemon(true);
        // What fails while machines end concerns nobody: their work is done, or has failed for another reason.
        thread.setUncaughtExceptionHandler((ending, failure) -> {});
        thread.start();
        try {
            if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                notes.accept(
                        "Spark has not stopped within " + limit.toSeconds() + " s; not waiting for it any longer.");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
