package io.kindling.deploy.fault;

import java.nio.file.Path;
import java.util.List;

/** An executor stops forever: Spark replaces it after its heartbeats are missing. */
record StoppedExecutor() implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        return List.of(
                "--conf",
                "spark.network.timeout=6s",
                "--conf",
                "spark.network.timeoutInterval=2s",
                "--conf",
                "spark.executor.heartbeatInterval=1s");
    }

    @Override
    public void inject(RunningTraining training, int step) {
        training.awaitStep(step);
        RunningTraining.signal("STOP", training.executors().get(0));
    }
}
