package io.kindling.driver.internal.run.data;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.driver.table.TableFormat;
import java.util.Map;

/**
 * The settings of a synthetic table.
 *
 * @param rows number of rows
 * @param columns length of the features of a row
 * @param classes number of classes
 * @param seed seed of the random numbers
 * @param format the format of the files
 * @param output the folder to write to, a path or URI
 * @param existing what to do if the folder is not empty
 * @param hadoop file system settings
 */
public record SynthesisSettings(
        long rows,
        int columns,
        int classes,
        long seed,
        TableFormat format,
        String output,
        RunFolder.Existing existing,
        Map<String, String> hadoop) {
    public SynthesisSettings {
        hadoop = Map.copyOf(hadoop);
        requirePositive("rows", rows);
        requirePositive("columns", columns);
        requirePositive("classes", classes);
    }

    private static void requirePositive(String name, long number) {
        if (number < 1) {
            throw SettingsException.invalid("--" + name, number, "1 or more");
        }
    }
}
