package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.nn.metric.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Remembers the best epoch of a run so far, and decides when to stop: after {@code patience} consecutive epochs that were not
 * better than all before.
 */
final class BestEpoch {
    private final KeepBest.Watched watched;
    private final OptionalInt patience;
    /** All epochs that were better than those before them. */
    private final List<Found> found = new ArrayList<>();

    private int waited;

    /**
     * An epoch that was better than those before it.
     *
     * @param epoch its number, from 0
     * @param step the steps from the start of the training to its end
     * @param value its value of the watched number
     */
    record Found(int epoch, long step, double value) {
        private Config asConfig() {
            return Config.of("epoch", epoch, "step", step, "value", Double.toString(value));
        }

        private static Found from(Config config) {
            return new Found(
                    config.integer("epoch"), config.longInteger("step"), Double.parseDouble(config.string("value")));
        }
    }

    /** @param patience number of epochs; if absent, training never stops early */
    BestEpoch(KeepBest.Watched watched, OptionalInt patience) {
        this.watched = watched;
        this.patience = patience;
    }

    Config asConfig() {
        return Config.of(
                "metric",
                watched.metric(),
                "direction",
                watched.direction().name().toLowerCase(Locale.ROOT),
                "restores",
                watched.restores(),
                "found",
                found.stream().map(Found::asConfig).toList(),
                "waited",
                waited);
    }

    /**
     * Continues with the memory that {@link #asConfig} described.
     *
     * @return false if another number was watched, or the best epoch's weights were not kept: there is no memory then
     */
    boolean restore(Config config) {
        KeepBest.Watched before = new KeepBest.Watched(
                config.string("metric"),
                Direction.valueOf(config.string("direction").toUpperCase(Locale.ROOT)),
                watched.restores() && config.flag("restores"));
        if (!watched.equals(before)) {
            return false;
        }
        config.configs("found").forEach(each -> found.add(Found.from(each)));
        waited = config.integer("waited");
        return true;
    }

    /**
     * Records the end of an epoch.
     *
     * @param step the steps so far
     * @return whether it was better than all before
     */
    boolean add(EpochResult epoch, long step) {
        double value = epoch.numbers().getOrDefault(watched.metric(), Double.NaN);
        if (watched.direction().isBetter(value, best().map(Found::value).orElse(Double.NaN))) {
            found.add(new Found(epoch.epoch(), step, value));
            waited = 0;
            return true;
        }
        waited++;
        return false;
    }

    /** Returns the best epoch; empty if no epoch had a number that can be compared. */
    Optional<Found> best() {
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    /** Returns the steps at the end of each epoch that was the best when it ended, in order. */
    List<Long> steps() {
        return found.stream().map(Found::step).toList();
    }

    String metric() {
        return watched.metric();
    }

    /** Returns whether the run ends with the weights of the best epoch, whose checkpoint is kept then. */
    boolean restores() {
        return watched.restores();
    }

    /** Returns whether training is to stop. */
    boolean isReached() {
        return patience.isPresent() && waited >= patience.getAsInt();
    }

    /** Returns why training stopped. */
    String reason() {
        return String.format(
                Locale.ROOT,
                "Stopped early: %s has not %s %.5g for %s (--patience).",
                watched.metric(),
                watched.direction() == Direction.HIGHER_IS_BETTER ? "risen above" : "fallen below",
                best().map(Found::value).orElse(Double.NaN),
                Plural.of(waited, "epoch"));
    }
}
