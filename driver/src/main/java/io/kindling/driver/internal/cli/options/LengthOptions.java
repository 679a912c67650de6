package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.run.TrainSettings;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how long to train. */
@OptionGroup(Heading.TRAINING)
public final class LengthOptions {
    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Number of epochs (default: " + TrainSettings.Length.GUIDE_EPOCHS
                    + ", or as many as --steps takes).")
    private @Nullable Integer epochs;

    @Option(names = "--steps", paramLabel = "N", description = "Stop after N steps in total.")
    private @Nullable Long steps;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description =
                    "Stop after N consecutive epochs without a better value of what --keep-best names, by default the"
                            + " validation loss, or the training loss if there is no validation; the model has the"
                            + " weights of the best epoch.")
    private @Nullable Integer patience;

    /** @param checkpoints say which epoch is the best */
    public TrainSettings.Length length(CheckpointOptions checkpoints) {
        int maxEpochs = epochs != null ? epochs : steps != null ? Integer.MAX_VALUE : TrainSettings.Length.GUIDE_EPOCHS;
        OptionalInt waits = patience == null ? OptionalInt.empty() : OptionalInt.of(patience);
        return new TrainSettings.Length(
                maxEpochs,
                steps == null ? OptionalLong.empty() : OptionalLong.of(steps),
                waits,
                checkpoints.best(waits));
    }
}
