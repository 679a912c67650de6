package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.dataset.TrainingRows;
import io.kindling.nn.Model;
import io.kindling.program.BuiltProgram;
import io.kindling.program.ProgramSpec;
import io.kindling.program.RunSettings;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Models by name, and the program that trains them.
 *
 * @param program for a model folder that records no program, the one that predicts with its model
 */
public record ModelSource(Map<String, Model> models, Supplier<ProgramSpec> program) {
    /**
     * Returns the models of a model folder.
     *
     * @param unrecorded what to plan if the folder records no program
     * @param hadoop file system settings
     */
    public static ModelSource saved(String folder, UnrecordedProgram unrecorded, Map<String, String> hadoop) {
        SavedModels saved = SavedModels.read(Paths.location(folder, hadoop));
        return new ModelSource(saved.models(), () -> saved.program(unrecorded));
    }

    /** Returns the models that a program would train on some data. */
    public static ModelSource built(String className, Config config, DataSettings data) {
        try (Engine engine = Engine.of(MachineSettings.NONE, note -> {})) {
            BuiltProgram built =
                    ProgramBuild.of(className, config, RunSettings.DEFAULT, TrainingRows.open(data, engine::session));
            return new ModelSource(built.models(), built::spec);
        }
    }
}
