package io.kindling.driver.run;

import io.kindling.data.DataException;
import io.kindling.driver.SettingsException;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.ProgramException;
import io.kindling.program.RunSettings;
import io.kindling.program.Runner;

/** Builds programs: what a built-in one refuses is a setting, since its code is not the user's. */
final class Build {
    private static final String OURS = "io.kindling.";

    private Build() {}

    /** Whether a program is a built-in one. */
    static boolean isOurs(String className) {
        return className.startsWith(OURS);
    }

    /**
     * @throws SettingsException where a built-in program refuses its settings
     * @throws DataException where a built-in program refuses its rows
     * @throws ProgramException where a program cannot be found or built
     */
    static BuiltProgram of(String className, RunSettings settings, DataSchema rows) {
        try {
            return Runner.local().settings(settings).build(className, rows);
        } catch (ProgramException failed) {
            if (isOurs(className) && failed.getCause() instanceof IllegalArgumentException invalid) {
                throw new SettingsException(invalid.getMessage(), invalid);
            }
            if (className.startsWith(OURS) && failed.getCause() instanceof DataException unfit) {
                throw new DataException(String.valueOf(unfit.getMessage()), unfit);
            }
            throw failed;
        }
    }
}
