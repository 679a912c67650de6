package io.kindling.driver.internal.cli.failures;

import io.kindling.driver.internal.run.TrainSettings;
import io.kindling.driver.internal.run.output.RunFolder;

/**
 * Writes the {@link ErrorResult} of a failed training to {@code result.json} in its output folder, if the run had started
 * to write there. A driver that runs on a cluster always writes it: spark-submit's exit code does not show the failure.
 */
public final class TrainingErrorFile {
    private static final String DEPLOY_MODE = "spark.submit.deployMode";

    private TrainingErrorFile() {}

    /** Returns whether Spark runs this process on a cluster, where its exit code may be lost. */
    public static boolean isInCluster() {
        return "cluster".equals(System.getProperty(DEPLOY_MODE));
    }

    public static void record(TrainSettings settings, Throwable failure) {
        ErrorResult error = ErrorResult.of("train", failure);
        if (isInCluster()) {
            RunFolder.writeError(
                    settings.output(),
                    settings.existing(),
                    settings.command(),
                    error.asJson(),
                    settings.data().hadoop());
        } else {
            RunFolder.writeErrorIfStarted(
                    settings.output(), error.asJson(), settings.data().hadoop());
        }
    }
}
