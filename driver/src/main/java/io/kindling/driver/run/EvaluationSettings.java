package io.kindling.driver.run;

import io.kindling.driver.machines.MachineSettings;
import io.kindling.driver.rows.SourceSettings;
import java.util.Map;

/**
 * What to evaluate.
 *
 * @param model the model folder
 * @param source the data; what it does not say is as it was when the model was trained
 * @param split which rows
 * @param machines where to compute
 * @param hadoop settings of file systems
 */
public record EvaluationSettings(
        String model, SourceSettings source, Split split, MachineSettings machines, Map<String, String> hadoop) {
    /** The split of a model's own training, or rows that it never saw. */
    public enum Split {
        TRAIN,
        VALIDATION,
        TEST
    }

    public EvaluationSettings {
        hadoop = Map.copyOf(hadoop);
    }
}
