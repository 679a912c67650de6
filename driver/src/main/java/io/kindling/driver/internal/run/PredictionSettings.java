package io.kindling.driver.internal.run;

import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.driver.table.TableFormat;
import java.util.List;
import java.util.Map;

/**
 * The settings of a prediction.
 *
 * @param model the model folder
 * @param unrecorded what to predict with if the folder records no program
 * @param source the data; what is absent is taken from the model's training
 * @param split which rows
 * @param choice which of them
 * @param layers the layers whose outputs are written, too
 * @param columns names of the columns that are added; empty for the usual ones
 * @param output the folder to write to, a path or URI
 * @param format the format of the files
 * @param existing what to do if the folder is not empty
 * @param machines where to compute
 * @param hadoop file system settings
 */
public record PredictionSettings(
        String model,
        UnrecordedProgram unrecorded,
        SourceSettings source,
        EvaluationSettings.Split split,
        RowChoice choice,
        List<String> layers,
        List<String> columns,
        String output,
        TableFormat format,
        RunFolder.Existing existing,
        MachineSettings machines,
        Map<String, String> hadoop) {
    public PredictionSettings {
        layers = List.copyOf(layers);
        columns = List.copyOf(columns);
        hadoop = Map.copyOf(hadoop);
    }
}
