package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import java.util.Locale;
import java.util.OptionalInt;

/** Decides when to stop: after {@code patience} consecutive epochs without a new minimum of the watched loss. */
final class EarlyStopping {
    private final OptionalInt patience;
    private double least = Double.POSITIVE_INFINITY;
    private int waited;

    /** @param patience number of epochs; if absent, training never stops early */
    EarlyStopping(OptionalInt patience) {
        this.patience = patience;
    }

    Config asConfig() {
        return Config.of("least", Double.toString(least), "waited", waited);
    }

    /** Continues with the memory that {@link #asConfig} described. */
    void restore(Config config) {
        least = Double.parseDouble(config.string("least"));
        waited = config.integer("waited");
    }

    /** Records an epoch's validation loss, or its training loss if there is no validation; returns whether to stop. */
    boolean stopsAfter(EpochResult epoch) {
        double loss = epoch.validation().map(EpochResult.Validation::loss).orElse(epoch.loss());
        if (loss < least) {
            least = loss;
            waited = 0;
        } else {
            waited++;
        }
        return isReached();
    }

    /** Returns whether training is to stop. */
    boolean isReached() {
        return patience.isPresent() && waited >= patience.getAsInt();
    }

    /** Returns why training stopped. */
    String reason() {
        return String.format(
                Locale.ROOT,
                "Stopped early: the loss has not fallen below %.5g for %s (--patience).",
                least,
                Plural.of(waited, "epoch"));
    }
}
