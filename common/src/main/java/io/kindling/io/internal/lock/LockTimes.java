package io.kindling.io.internal.lock;

import java.time.Duration;

/**
 * The times of a {@link RunLock}, each measured with one machine's own clock.
 *
 * @param renewal how often its holder renews it
 * @param expiry after which time without a renewal it may be taken over
 * @param poll how often one who waits for that looks
 */
public record LockTimes(Duration renewal, Duration expiry, Duration poll) {
    public static final LockTimes DEFAULT =
            new LockTimes(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMillis(500));

    /** For how long the holder relies on its last renewal: well below the expiry, since a write takes some time, too. */
    Duration reliance() {
        return expiry.dividedBy(2);
    }
}
