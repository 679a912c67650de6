package io.kindling.driver.run;

import io.kindling.driver.SettingsException;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What to generate, and where it goes.
 *
 * @param model the model folder
 * @param weights which weights to generate with
 * @param count how many images
 * @param seed where the random numbers start; absent, it is that of the training
 * @param output the folder of files to write, a path or URI
 * @param form what to write
 * @param existing what to do where the folder has something in it
 * @param hadoop settings of file systems
 */
public record GenerationSettings(
        String model,
        Weights weights,
        int count,
        OptionalLong seed,
        String output,
        Form form,
        RunFolder.Existing existing,
        Map<String, String> hadoop) {
    /** Weights of a model. */
    public enum Weights {
        TRAINED,
        /** Those before its training. */
        FIRST
    }

    /** What is written. */
    public enum Form {
        PICTURES,
        /** The pixels as a table, too. */
        PICTURES_AND_TABLE
    }

    public GenerationSettings {
        hadoop = Map.copyOf(hadoop);
        if (count < 1) {
            throw SettingsException.invalid("count", count, "at least 1");
        }
    }
}
