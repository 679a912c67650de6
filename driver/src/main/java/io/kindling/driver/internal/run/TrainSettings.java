package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.program.RunSettings;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The checked settings of a training run.
 *
 * @param program the program's short name
 * @param className the class that implements it
 * @param config the program's own settings
 * @param run batch size, shards, seed, shuffle and the way of execution
 * @param data which rows
 * @param length when to stop
 * @param machines where to compute
 * @param output the output folder
 * @param existing what to do if the output folder is not empty
 * @param checkpoints when checkpoints are written
 * @param resumed the checkpoint to resume from; empty for the newest in the output folder
 * @param init a model folder with the weights to start from
 * @param logEvery the interval of logged steps in an epoch
 * @param command the command line of the run, without secrets
 */
public record TrainSettings(
        String program,
        String className,
        Config config,
        RunSettings run,
        DataSettings data,
        Length length,
        MachineSettings machines,
        String output,
        RunFolder.Existing existing,
        CheckpointPolicy checkpoints,
        Optional<String> resumed,
        Optional<String> init,
        int logEvery,
        String command) {
    /** The default of {@code logEvery}, as in the guide. */
    public static final int LOG_EVERY = 200;

    /**
     * When training stops, at the first limit that is reached, and with which weights.
     *
     * @param epochs number of epochs
     * @param steps number of steps in total
     * @param patience number of consecutive epochs that are not better than all before
     * @param best which epoch is the best, and whether its weights are the result
     */
    public record Length(int epochs, OptionalLong steps, OptionalInt patience, KeepBest best) {
        /** The number of epochs in the guide. */
        public static final int GUIDE_EPOCHS = 2;

        /** Ends with the last weights, or with the best if training stops early. */
        public Length(int epochs, OptionalLong steps, OptionalInt patience) {
            this(epochs, steps, patience, KeepBest.byDefault(patience));
        }

        public Length {
            requireAtLeastOne("epochs", epochs);
            steps.ifPresent(value -> requireAtLeastOne("steps", value));
            patience.ifPresent(value -> requireAtLeastOne("patience", value));
        }

        /** Describes what must be the same, or may only grow, if the run is continued. */
        Config asConfig() {
            Config config = Config.of("epochs", epochs);
            config = steps.isPresent() ? config.with("steps", steps.getAsLong()) : config;
            return patience.isPresent() ? config.with("patience", patience.getAsInt()) : config;
        }

        /** Returns whether the limit of steps is reached after {@code step} steps. */
        public boolean reached(long step) {
            return steps.isPresent() && step >= steps.getAsLong();
        }
    }

    public TrainSettings {
        requireShardsOf(run.batchSize(), run.shards());
        requireAtLeastOne("log-every", logEvery);
    }

    /** @throws SettingsException if a batch of this size cannot be divided into this number of shards */
    public static void requireShardsOf(int batchSize, int shards) {
        requireAtLeastOne("batch-size", batchSize);
        requireAtLeastOne("shards", shards);
        if (shards > batchSize) {
            throw SettingsException.invalid(
                    "shards",
                    shards,
                    "at most batch-size, which is " + batchSize + ": further shards would have no rows");
        }
    }

    private static void requireAtLeastOne(String name, long value) {
        if (value < 1) {
            throw SettingsException.invalid(name, value, "at least 1");
        }
    }
}
