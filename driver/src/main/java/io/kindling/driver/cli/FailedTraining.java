package io.kindling.driver.cli;

import io.kindling.driver.run.RunFolder;
import io.kindling.driver.run.TrainSettings;
import java.util.function.Supplier;

/**
 * A failed training leaves its {@link ErrorResult} in the output folder's {@code result.json}, once it has begun to write
 * there. Where its driver runs in a cluster it always does: spark-submit's exit code does not tell.
 */
final class FailedTraining {
    private static final String DEPLOY_MODE = "spark.submit.deployMode";

    private FailedTraining() {}

    static <T> T recorded(TrainSettings settings, Supplier<T> training) {
        try {
            return training.get();
        } catch (RuntimeException | Error failure) {
            if (!Failure.isStopping()) {
                record(settings, ErrorResult.of("train", failure));
            }
            throw failure;
        }
    }

    /** Whether Spark runs this process on a cluster, where nobody sees how it ends. */
    static boolean isInCluster() {
        return "cluster".equals(System.getProperty(DEPLOY_MODE));
    }

    private static void record(TrainSettings settings, ErrorResult error) {
        if (isInCluster()) {
            RunFolder.leaveError(
                    settings.output(),
                    settings.existing(),
                    settings.command(),
                    error.asJson(),
                    settings.data().hadoop());
        } else {
            RunFolder.leaveErrorOfBegun(
                    settings.output(), error.asJson(), settings.data().hadoop());
        }
    }
}
