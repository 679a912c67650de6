package io.kindling.driver.internal.cli.failures;

import io.kindling.driver.internal.run.TrainSettings;
import io.kindling.driver.internal.run.output.RepeatedErrorException;
import io.kindling.driver.internal.run.output.ResultFile;
import io.kindling.driver.internal.run.output.Submission;

/**
 * Writes the {@link ErrorResult} of a failed training to {@code result.json} in its output folder, if the run had started
 * to write there. A driver that runs on a cluster always writes it: spark-submit's exit code does not show the failure.
 */
public final class TrainingErrorFile {
    private TrainingErrorFile() {}

    public static void record(TrainSettings settings, Throwable failure) {
        if (failure instanceof RepeatedErrorException) {
            return;
        }
        ErrorResult error = ErrorResult.of("train", failure);
        if (Submission.isToCluster()) {
            ResultFile.writeError(
                    settings.output(),
                    settings.existing(),
                    settings.command(),
                    error.asJson(),
                    settings.data().hadoop());
        } else {
            ResultFile.writeErrorIfStarted(
                    settings.output(), error.asJson(), settings.data().hadoop());
        }
    }
}
