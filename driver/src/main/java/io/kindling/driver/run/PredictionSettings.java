package io.kindling.driver.run;

import io.kindling.driver.machines.MachineSettings;
import io.kindling.driver.rows.SourceSettings;
import io.kindling.driver.table.TableFormat;
import java.util.Map;

/**
 * What to predict for, and where the predictions go.
 *
 * @param model the model folder
 * @param source the data; what it does not say is as it was when the model was trained
 * @param split which rows
 * @param output the folder of files to write, a path or URI
 * @param format how they are written
 * @param existing what to do where the folder has something in it
 * @param machines where to compute
 * @param hadoop settings of file systems
 */
public record PredictionSettings(
        String model,
        SourceSettings source,
        EvaluationSettings.Split split,
        String output,
        TableFormat format,
        RunFolder.Existing existing,
        MachineSettings machines,
        Map<String, String> hadoop) {
    public PredictionSettings {
        hadoop = Map.copyOf(hadoop);
    }
}
