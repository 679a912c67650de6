package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.data.DataException;
import io.kindling.data.FeatureNameException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.dataset.TrainingRows;
import io.kindling.driver.table.Columns;
import io.kindling.program.BuiltProgram;
import io.kindling.program.ProgramException;
import io.kindling.program.RunSettings;
import io.kindling.train.Runner;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Builds programs. If a built-in program rejects its settings or rows, the error names those, not the program's code. */
final class ProgramBuild {
    private static final String BUILT_IN = "io.kindling.";
    private static final String NORMALIZE = "normalize";

    private ProgramBuild() {}

    /** Returns whether a program is built in. */
    static boolean isBuiltIn(String className) {
        return className.startsWith(BUILT_IN);
    }

    /** Puts the statistics of the training rows into the settings of a built-in program that normalizes its features. */
    private static Config normalized(String className, Config config, TrainingRows rows) {
        if (!isBuiltIn(className) || !config.has(NORMALIZE) || !config.flag(NORMALIZE)) {
            return config;
        }
        return config.with(NORMALIZE, rows.training().statistics().asConfig());
    }

    /**
     * Builds a program.
     *
     * @throws SettingsException if a built-in program rejects its settings, or columns of a table need the names of inputs
     * @throws DataException if a built-in program rejects its rows
     * @throws ProgramException if a program cannot be found or built
     */
    static BuiltProgram of(String className, Config config, RunSettings settings, TrainingRows rows) {
        try {
            return Runner.local()
                    .settings(settings)
                    .build(className, normalized(className, config, rows), rows.schema());
        } catch (ProgramException failed) {
            if (failed.getCause() instanceof FeatureNameException unnamed) {
                requireNames(unnamed, rows);
            }
            if (isBuiltIn(className) && failed.getCause() instanceof IllegalArgumentException invalid) {
                throw new SettingsException(invalid.getMessage(), invalid);
            }
            if (isBuiltIn(className) && failed.getCause() instanceof DataException unfit) {
                String fraction =
                        rows.training().data().firstFraction().map(" "::concat).orElse("");
                throw new DataException(unfit.getMessage() + fraction, unfit);
            }
            throw failed;
        }
    }

    /** Returns a sentence about inputs of a table that no model of a program has, if there are any. */
    static Optional<String> unusedInputs(BuiltProgram program) {
        Set<String> known = new TreeSet<>();
        program.models().values().forEach(model -> known.addAll(model.inputNames()));
        List<String> others = program.spec().data().layout().names().stream()
                .filter(name -> !known.contains(name))
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("No model has an input " + String.join(", ", others) + ": there are "
                        + String.join(", ", known)
                        + ". A program uses it if it takes all features as one vector, or asks for it by name.");
    }

    /** @throws SettingsException if a program takes named features, and the rows are a table that does not have them */
    private static void requireNames(FeatureNameException unnamed, TrainingRows rows) {
        List<String> columns = rows.training().data().features();
        if (!rows.schema().layout().features().isEmpty()) {
            throw new SettingsException(unnamed.getMessage(), unnamed);
        }
        if (!columns.isEmpty()) {
            throw new SettingsException(
                    "Cannot train on " + rows.training().data() + ": the program takes the features "
                            + String.join(", ", unnamed.missing()) + ". Name the columns of each"
                            + Columns.example(unnamed.missing(), columns),
                    unnamed);
        }
    }
}
