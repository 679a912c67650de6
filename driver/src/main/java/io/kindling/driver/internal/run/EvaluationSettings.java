package io.kindling.driver.internal.run;

import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.SourceSettings;
import java.util.Map;

/**
 * The settings of an evaluation.
 *
 * @param model the model folder
 * @param source the data; what is absent is taken from the model's training
 * @param split which rows
 * @param machines where to compute
 * @param hadoop file system settings
 */
public record EvaluationSettings(
        String model, SourceSettings source, Split split, MachineSettings machines, Map<String, String> hadoop) {
    /** The training and validation rows of the model's training, or test rows that it was not trained with. */
    public enum Split {
        TRAIN,
        VALIDATION,
        TEST
    }

    public EvaluationSettings {
        hadoop = Map.copyOf(hadoop);
    }
}
