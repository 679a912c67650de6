package io.kindling.train.internal.checkpoint;

import java.time.Duration;
import java.util.Locale;
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
 * @param share the largest share of the time that checkpoints may take from the training; above 0, at most 1
 * @param failure what to do if one cannot be written
 */
public record CheckpointPolicy(
        OptionalLong steps,
        Optional<Duration> interval,
        boolean epochs,
        int keep,
        Duration least,
        double share,
        Failure failure) {
    /** What to do if a checkpoint cannot be written. */
    public enum Failure {
        /** Tell the user, and continue to train. */
        CONTINUE,
        /** End the training. */
        STOP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How many are kept by default. */
    public static final int KEEP = 2;

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final double SHARE = 0.02;
    private static final Pattern STEPS = Pattern.compile("[1-9]\\d{0,17}");

    public CheckpointPolicy {
        if (keep < 1) {
            throw new IllegalArgumentException("Invalid keep-checkpoints: " + keep + " (at least 1)");
        }
    }

    /** Every 30 seconds, and at the end of each epoch. */
    public static CheckpointPolicy byDefault(int keep) {
        return new CheckpointPolicy(
                OptionalLong.empty(), Optional.of(DEFAULT_INTERVAL), true, keep, LEAST, SHARE, Failure.CONTINUE);
    }

    /** Returns the same policy with another way to handle failures. */
    public CheckpointPolicy onFailure(Failure changed) {
        return new CheckpointPolicy(steps, interval, epochs, keep, least, share, changed);
    }

    /** At intervals of a time. */
    public static CheckpointPolicy every(Duration interval) {
        return new CheckpointPolicy(
                OptionalLong.empty(), Optional.of(interval), false, KEEP, LEAST, SHARE, Failure.CONTINUE);
    }

    /**
     * Parses {@code 100} (steps), {@code 30s}, {@code 5min}, {@code 1h} or {@code epoch}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static CheckpointPolicy parse(String text, int keep) {
        if (text.equals("epoch")) {
            return new CheckpointPolicy(
                    OptionalLong.empty(), Optional.empty(), true, keep, LEAST, SHARE, Failure.CONTINUE);
        }
        if (STEPS.matcher(text).matches()) {
            return new CheckpointPolicy(
                    OptionalLong.of(Long.parseLong(text)),
                    Optional.empty(),
                    false,
                    keep,
                    LEAST,
                    SHARE,
                    Failure.CONTINUE);
        }
        Duration interval = Times.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("Invalid checkpoint-every: " + text
                        + " (a number of steps, a time such as 30s, 5min or 1h, or epoch)"));
        return new CheckpointPolicy(
                OptionalLong.empty(), Optional.of(interval), false, keep, LEAST, SHARE, Failure.CONTINUE);
    }

    /**
     * Returns whether a checkpoint is due.
     *
     * @param since the time since the last
     * @param stepsSince the steps since the last
     * @param epochEnds whether an epoch has just ended
     * @param elapsed the time since the start
     * @param cost how much of it checkpoints will have taken from the training, with this one and the last of all
     */
    boolean isDue(Duration since, long stepsSince, boolean epochEnds, Duration elapsed, Duration cost) {
        boolean due = (epochs && epochEnds)
                || (steps.isPresent() && stepsSince >= steps.getAsLong())
                || (interval.isPresent() && since.compareTo(interval.get()) >= 0);
        boolean affordable = elapsed.toNanos() * share >= cost.toNanos();
        return due && affordable && stepsSince > 0 && since.compareTo(least) >= 0;
    }
}
