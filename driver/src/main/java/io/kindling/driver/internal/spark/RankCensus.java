package io.kindling.driver.internal.spark;

import io.kindling.program.internal.protocol.Whereabouts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the ranks of a session do at a moment, to tell which of them the others wait for. */
final class RankCensus {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** The ranks that have not answered, by member, in the order of ranks; each with its shards and its executor. */
    private final Map<String, String> missing = new LinkedHashMap<>();

    private final Map<String, String> computing = new LinkedHashMap<>();
    private final CountDownLatch answered = new CountDownLatch(1);
    private String what = "";

    /** Expects an answer of a rank. */
    synchronized void expect(String member, ShardRange shards, String executor) {
        missing.put(member, shards.name() + " on executor " + executor);
    }

    /** All ranks have been asked. */
    synchronized void asked() {
        if (missing.isEmpty()) {
            answered.countDown();
        }
    }

    synchronized void answer(String member, Whereabouts where) {
        String who = missing.remove(member);
        if (who == null) {
            return;
        }
        if (!where.isWaiting()) {
            computing.put(member, who);
        }
        // What the others wait for is more than a rank that has gone on can tell.
        if (what.isEmpty() || !where.isWaiting()) {
            what = where.what();
        }
        asked();
    }

    /** Waits for the answers, and tells what is computed by whom; empty if nobody computes. */
    String await() {
        try {
            boolean unused = answered.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return text();
    }

    private synchronized String text() {
        Map<String, String> busy = missing.isEmpty() ? computing : missing;
        return busy.isEmpty()
                ? ""
                : (what.isEmpty() ? "" : what + ", ") + busy.values().stream().collect(Collectors.joining(", "));
    }
}
