package io.kindling.driver.run;

import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which rows to use.
 *
 * @param path the folder of IDX files, a path or URI
 * @param validation how many of its last training rows are kept apart
 * @param limit use only so many of the first training rows; the validation rows stay the same
 * @param classes how many classes the labels name, where that is not to be found from the labels
 * @param hadoop settings of the file system
 */
public record DataSettings(
        String path, ValidationSize validation, OptionalLong limit, OptionalInt classes, Map<String, String> hadoop) {
    public DataSettings {
        hadoop = Map.copyOf(hadoop);
        if (limit.isPresent() && limit.getAsLong() < 1) {
            throw SettingsException.invalid("limit", limit.getAsLong(), "at least 1");
        }
        if (classes.isPresent() && classes.getAsInt() < 2) {
            throw SettingsException.invalid("classes", classes.getAsInt(), "at least 2");
        }
    }
}
