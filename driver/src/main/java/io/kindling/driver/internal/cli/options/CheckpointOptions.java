package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.run.KeepBest;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of checkpoints. */
@OptionGroup(Heading.OUTPUT)
public final class CheckpointOptions {
    /** The value of {@code --resume} without a folder. */
    private static final String NEWEST = "newest";

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N|TIME|epoch",
            description =
                    "Write a checkpoint every N steps, after a time such as 30s, 5min or 1h, or at the end of each"
                            + " epoch, but at most one a second, and so seldom that they take at most 2 %% of the time (default:"
                            + " 30s, and at the end of each epoch).")
    private @Nullable String every;

    @Option(
            names = "--keep-checkpoints",
            paramLabel = "N",
            description = "Keep the newest N checkpoints (default: ${DEFAULT-VALUE}).")
    private int keep;

    @Option(
            names = "--checkpoint-failure",
            paramLabel = "WHAT",
            description =
                    "What to do if a checkpoint cannot be written: continue, with a message, or stop with exit code 7"
                            + " (default: ${DEFAULT-VALUE}).")
    private CheckpointPolicy.Failure failure = CheckpointPolicy.Failure.CONTINUE;

    @Option(
            names = "--keep-best",
            paramLabel = "METRIC",
            description = "End with the weights of the best epoch by a number of history.csv, such as val_accuracy, and"
                    + " keep that epoch's checkpoint; METRIC:max or METRIC:min says which values are better if the"
                    + " metric does not; none ends with the last weights (default: none; with --patience val_loss, or"
                    + " loss if there is no validation).")
    private @Nullable String best;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            arity = "0..1",
            fallbackValue = NEWEST,
            description =
                    "Continue the run in --output from its newest checkpoint, or from the checkpoint DIR, which may be"
                            + " that of another folder, with the same command; the weights are those of a run without"
                            + " interruption.")
    private @Nullable String resume;

    public CheckpointPolicy policy() {
        try {
            CheckpointPolicy policy =
                    every == null ? CheckpointPolicy.byDefault(keep) : CheckpointPolicy.parse(every, keep);
            return policy.onFailure(failure);
        } catch (IllegalArgumentException invalid) {
            throw new SettingsException(invalid.getMessage(), invalid);
        }
    }

    /** Returns which epoch's weights the run ends with. */
    public KeepBest best(OptionalInt patience) {
        return best == null ? KeepBest.byDefault(patience) : KeepBest.parse(best);
    }

    /**
     * Returns what to do with an earlier run in the output folder.
     *
     * @param output the folder; null if none was given
     */
    public RunFolder.Existing existing(boolean overwrite, @Nullable String output) {
        if (resume == null) {
            return overwrite ? RunFolder.Existing.OVERWRITE : RunFolder.Existing.REFUSE;
        }
        if (overwrite) {
            throw SettingsException.invalid("overwrite", true, "not allowed with --resume, which keeps the output");
        }
        if (output == null) {
            throw new SettingsException("Cannot resume: missing --output, the folder of the run to continue.");
        }
        return RunFolder.Existing.RESUME;
    }

    /** Returns the folder of the checkpoint to continue from; empty for the newest. */
    public Optional<String> resumed() {
        return Optional.ofNullable(resume).filter(folder -> !folder.equals(NEWEST));
    }
}
