package io.kindling.driver.cli;

import io.kindling.driver.run.RunFolder;
import io.kindling.driver.run.TrainSettings;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * How a training ends whose driver runs in a cluster: spark-submit's exit code does not tell, so a failed one leaves {@code
 * {"command":"train","error":{"message":..,"exit":N}}} in the output folder's {@code result.json}.
 */
final class FailedInCluster {
    private static final String DEPLOY_MODE = "spark.submit.deployMode";

    private FailedInCluster() {}

    static <T> T recorded(TrainSettings settings, Supplier<T> training) {
        try {
            return training.get();
        } catch (RuntimeException | Error failure) {
            if ("cluster".equals(System.getProperty(DEPLOY_MODE))) {
                ExitCode code = ExitCode.of(failure);
                Map<String, Object> error = Map.of("message", Failure.message(failure, code), "exit", code.number());
                RunFolder.leaveError(
                        settings.output(),
                        settings.command(),
                        new TreeMap<>(Map.of("command", "train", "error", error)),
                        settings.data().hadoop());
            }
            throw failure;
        }
    }
}
