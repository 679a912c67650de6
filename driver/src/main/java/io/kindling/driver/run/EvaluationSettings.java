package io.kindling.driver.run;

import java.util.Map;
import java.util.Optional;

/**
 * What to evaluate.
 *
 * @param model the model folder
 * @param data a folder of IDX files; absent: the one that the model was trained on
 * @param split which rows
 * @param machines where to compute
 * @param hadoop settings of file systems
 */
public record EvaluationSettings(
        String model, Optional<String> data, Split split, MachineSettings machines, Map<String, String> hadoop) {
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
