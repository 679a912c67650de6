package io.kindling.driver.internal.run;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.run.output.RunFolder;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The settings for generating images.
 *
 * @param model the model folder
 * @param weights which weights to generate with
 * @param count number of images
 * @param seed the seed of the random numbers; if absent, that of the training
 * @param output the folder to write to, a path or URI
 * @param form what to write
 * @param existing what to do if the folder is not empty
 * @param hadoop file system settings
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
    /** Which weights of a model to use. */
    public enum Weights {
        TRAINED,
        /** The initial weights, from before training. */
        FIRST
    }

    /** Which files to write. */
    public enum Form {
        PICTURES,
        /** The images, and a table of their pixels. */
        PICTURES_AND_TABLE
    }

    public GenerationSettings {
        hadoop = Map.copyOf(hadoop);
        if (count < 1) {
            throw SettingsException.invalid("count", count, "at least 1");
        }
    }
}
