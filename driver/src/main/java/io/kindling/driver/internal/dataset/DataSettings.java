package io.kindling.driver.internal.dataset;

import io.kindling.driver.internal.SettingsException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which rows to use, and how.
 *
 * @param source where the rows are
 * @param part which rows of a folder of IDX files
 * @param validation how many of the last training rows are held out
 * @param limit use only this many of the first training rows; the validation rows stay the same
 * @param meaning what the values of a row mean
 * @param classWeight how training rows are weighted by class
 * @param needsLabels the name of the program, if it needs rows with labels
 * @param hadoop settings of the file system
 */
public record DataSettings(
        SourceSettings source,
        Part part,
        ValidationSize validation,
        OptionalLong limit,
        RowMeaning meaning,
        ClassWeight classWeight,
        Optional<String> needsLabels,
        Map<String, String> hadoop) {
    /** The part of a folder of IDX files to use. */
    public enum Part {
        /** The training rows. */
        TRAIN,
        /** The training rows followed by the test rows, if there are any. */
        ALL;

        /** Returns the constant with this name. */
        public static Part named(String name) {
            return Arrays.stream(values())
                    .filter(part -> part.toString().equals(name.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> SettingsException.invalid("rows", name, "train or all"));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Settings with defaults for everything but the source. */
    public DataSettings(SourceSettings source, Map<String, String> hadoop) {
        this(
                source,
                Part.TRAIN,
                ValidationSize.DEFAULT,
                OptionalLong.empty(),
                RowMeaning.INFERRED,
                ClassWeight.NONE,
                hadoop);
    }

    /** Settings for a program that takes rows without labels, too. */
    public DataSettings(
            SourceSettings source,
            Part part,
            ValidationSize validation,
            OptionalLong limit,
            RowMeaning meaning,
            ClassWeight classWeight,
            Map<String, String> hadoop) {
        this(source, part, validation, limit, meaning, classWeight, Optional.empty(), hadoop);
    }

    DataSettings withoutValidation() {
        return new DataSettings(
                source, part, new ValidationSize.Count(0), limit, meaning, classWeight, needsLabels, hadoop);
    }

    public DataSettings {
        hadoop = Map.copyOf(hadoop);
        if (limit.isPresent() && limit.getAsLong() < 1) {
            throw SettingsException.invalid("limit", limit.getAsLong(), "at least 1");
        }
        if (source.path().isPresent() && source.source().format() == DataFormat.IDX) {
            meaning.requireNoTable();
        }
    }
}
