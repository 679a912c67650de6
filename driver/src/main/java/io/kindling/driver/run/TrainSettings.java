package io.kindling.driver.run;

import io.kindling.driver.SettingsException;
import io.kindling.driver.machines.MachineSettings;
import io.kindling.driver.rows.DataSettings;
import io.kindling.program.RunSettings;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A training run, checked.
 *
 * @param program the program's short name
 * @param className the class that implements it
 * @param run the program's config, batch size, shards, seed, shuffle
 * @param data which rows
 * @param length when to stop
 * @param machines where to compute
 * @param output the folder for what comes out
 * @param existing what to do where the folder has something in it
 * @param init a model folder whose weights to begin with
 * @param logEvery steps of an epoch between two logged ones
 * @param command how the run was asked for, without secrets
 */
public record TrainSettings(
        String program,
        String className,
        RunSettings run,
        DataSettings data,
        Length length,
        MachineSettings machines,
        String output,
        RunFolder.Existing existing,
        Optional<String> init,
        int logEvery,
        String command) {
    /** Steps between two logged ones, as in the guide. */
    public static final int LOG_EVERY = 200;

    /**
     * When training stops: at whatever comes first.
     *
     * @param epochs so many epochs
     * @param steps so many steps in all
     * @param patience so many epochs in a row in which the validation loss found no new minimum
     */
    public record Length(int epochs, OptionalLong steps, OptionalInt patience) {
        /** As many as in the guide. */
        public static final int GUIDE_EPOCHS = 2;

        public Length {
            requireAtLeastOne("epochs", epochs);
            steps.ifPresent(value -> requireAtLeastOne("steps", value));
            patience.ifPresent(value -> requireAtLeastOne("patience", value));
        }

        /** Whether so many steps are enough. */
        public boolean reached(long step) {
            return steps.isPresent() && step >= steps.getAsLong();
        }
    }

    public TrainSettings {
        requireShardsOf(run.batchSize(), run.shards());
        requireAtLeastOne("log-every", logEvery);
    }

    /** @throws SettingsException where a batch of this size cannot be cut into so many shards */
    public static void requireShardsOf(int batchSize, int shards) {
        requireAtLeastOne("batch-size", batchSize);
        requireAtLeastOne("shards", shards);
        if (shards > batchSize) {
            throw SettingsException.invalid(
                    "shards",
                    shards,
                    "at most batch-size, which is " + batchSize + ": the others would never have a row");
        }
    }

    private static void requireAtLeastOne(String name, long value) {
        if (value < 1) {
            throw SettingsException.invalid(name, value, "at least 1");
        }
    }
}
