package io.kindling.driver.run;

import java.util.Locale;
import java.util.OptionalInt;

/** Says when to stop: after so many epochs in a row without a new minimum of the loss that is watched. */
final class EarlyStopping {
    private final OptionalInt patience;
    private double least = Double.POSITIVE_INFINITY;
    private int waited;

    /** @param patience absent: never stops */
    EarlyStopping(OptionalInt patience) {
        this.patience = patience;
    }

    /** Takes an epoch into account; the validation loss, or the training loss where there is none. */
    boolean stopsAfter(EpochResult epoch) {
        double loss = epoch.validation().map(EpochResult.Validation::loss).orElse(epoch.loss());
        if (loss < least) {
            least = loss;
            waited = 0;
        } else {
            waited++;
        }
        return patience.isPresent() && waited >= patience.getAsInt();
    }

    /** Why it stopped. */
    String reason() {
        return String.format(
                Locale.ROOT,
                "Stopped early: no loss below %.5g in %s in a row (--patience).",
                least,
                Counted.of(waited, "epoch"));
    }
}
