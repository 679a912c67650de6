package io.kindling.train.internal.checkpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * When checkpoints are written: at whatever is due first. There is always one at the end.
 *
 * @param steps a number of steps between two checkpoints
 * @param interval a time between two checkpoints
 * @param epochs whether there is one at the end of each epoch
 * @param keep how many of the newest are kept
 * @param least the least time between two checkpoints
 */
public record CheckpointPolicy(
        OptionalLong steps, Optional<Duration> interval, boolean epochs, int keep, Duration least) {
    /** How many are kept by default. */
    public static final int KEEP = 2;

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Pattern STEPS = Pattern.compile("[1-9]\\d{0,17}");

    public CheckpointPolicy {
        if (keep < 1) {
            throw new IllegalArgumentException("Invalid keep-checkpoints: " + keep + " (at least 1)");
        }
    }

    /** Every 30 seconds, and at the end of each epoch. */
    public static CheckpointPolicy byDefault(int keep) {
        return new CheckpointPolicy(OptionalLong.empty(), Optional.of(DEFAULT_INTERVAL), true, keep, LEAST);
    }

    /**
     * Parses {@code 100} (steps), {@code 30s}, {@code 5min}, {@code 1h} or {@code epoch}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static CheckpointPolicy parse(String text, int keep) {
        if (text.equals("epoch")) {
            return new CheckpointPolicy(OptionalLong.empty(), Optional.empty(), true, keep, LEAST);
        }
        if (STEPS.matcher(text).matches()) {
            return new CheckpointPolicy(OptionalLong.of(Long.parseLong(text)), Optional.empty(), false, keep, LEAST);
        }
        Duration interval = Times.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("Invalid checkpoint-every: " + text
                        + " (a number of steps, a time such as 30s, 5min or 1h, or epoch)"));
        return new CheckpointPolicy(OptionalLong.empty(), Optional.of(interval), false, keep, LEAST);
    }

    /**
     * Returns whether a checkpoint is due.
     *
     * @param since the time since the last
     * @param stepsSince the steps since the last
     * @param epochEnds whether an epoch has just ended
     */
    boolean isDue(Duration since, long stepsSince, boolean epochEnds) {
        boolean due = (epochs && epochEnds)
                || (steps.isPresent() && stepsSince >= steps.getAsLong())
                || (interval.isPresent() && since.compareTo(interval.get()) >= 0);
        return due && stepsSince > 0 && since.compareTo(least) >= 0;
    }
}
