package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingResult;
import java.nio.file.Path;
import java.util.List;

/** An executor stops forever, and Spark does not miss it for long: the note and the error name it. */
record HungExecutor() implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        return List.of("--step-timeout", "18s");
    }

    @Override
    public void inject(RunningTraining training, int step) {
        training.awaitStep(step);
        RunningTraining.signal("STOP", training.executors().get(0));
    }

    @Override
    public void verify(KindlingResult result, KindlingResult quiet) {
        result.exitsWith(5);
        String waiting =
                "It waits for (phase 'train' at epoch \\d+, step \\d+|the evaluation), shards? \\d[^,]* on executor \\d";
        assertThat(result.error()).containsPattern("has taken 1[5-7] s so far\\. " + waiting);
        assertThat(result.json().get("error").get("message").asText()).containsPattern("limit of 18 s\\. " + waiting);
    }
}
