package io.kindling.driver.internal.run;

import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.SourceSettings;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of an evaluation.
 *
 * @param model the model folder
 * @param unrecorded what to evaluate with if the folder records no program
 * @param source the data; what is absent is taken from the model's training
 * @param split which rows; by default those that the model was validated on or, if none are recorded, test rows
 * @param choice which of them
 * @param by the column by whose values the results are given, too
 * @param machines where to compute
 * @param hadoop file system settings
 */
public record EvaluationSettings(
        String model,
        UnrecordedProgram unrecorded,
        SourceSettings source,
        Optional<Split> split,
        RowChoice choice,
        Optional<String> by,
        MachineSettings machines,
        Map<String, String> hadoop) {
    /**
     * The training or the validation rows of the model's training, test rows that it was not trained with, or all rows of a table
     * or of a folder's training files.
     */
    public enum Split {
        TRAIN,
        VALIDATION,
        TEST,
        ALL
    }

    /** Validation rows: unlike test rows, every data set has them, and the model was not trained on them. */
    public static final Split DEFAULT_SPLIT = Split.VALIDATION;

    public EvaluationSettings {
        hadoop = Map.copyOf(hadoop);
    }
}
