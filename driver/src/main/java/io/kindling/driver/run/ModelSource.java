package io.kindling.driver.run;

import io.kindling.driver.Paths;
import io.kindling.driver.machines.Engine;
import io.kindling.driver.machines.MachineSettings;
import io.kindling.driver.rows.DataSettings;
import io.kindling.driver.rows.TrainingRows;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Model;
import io.kindling.program.RunSettings;
import java.util.Map;

/** Models to look at, by name. */
public final class ModelSource {
    private ModelSource() {}

    /** Those of a model folder. */
    public static Map<String, Model> saved(String folder) {
        return ModelFolder.read(Paths.location(folder, Map.of())).models();
    }

    /** Those that a program would train on some data. */
    public static Map<String, Model> built(String className, RunSettings settings, DataSettings data) {
        try (Engine engine = Engine.of(MachineSettings.NONE, note -> {})) {
            return Build.of(
                            className,
                            settings,
                            TrainingRows.open(data, engine::session).schema())
                    .models();
        }
    }
}
