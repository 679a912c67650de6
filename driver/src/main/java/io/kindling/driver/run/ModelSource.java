package io.kindling.driver.run;

import io.kindling.io.ModelFolder;
import io.kindling.nn.Model;
import io.kindling.program.RunSettings;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Models to look at, by name. */
public final class ModelSource {
    private ModelSource() {}

    /** Those of a model folder. */
    public static Map<String, Model> saved(String folder) {
        return ModelFolder.read(Paths.location(folder, Map.of())).models();
    }

    /** Those that a program would train on the data in a folder. */
    public static Map<String, Model> built(String className, RunSettings settings, String data, OptionalInt classes) {
        TrainingRows rows = TrainingRows.open(
                new DataSettings(data, ValidationSize.DEFAULT, OptionalLong.empty(), classes, Map.of()));
        return Build.of(className, settings, rows.schema()).models();
    }
}
