package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingResult;
import java.nio.file.Path;
import java.util.List;

/** A phase never ends: whether or not it can be interrupted, the training does, after a note. */
record EndlessTask(String harm) implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        return List.of("--step-timeout", "18s", "--set", "harm=" + harm + ",at=" + step);
    }

    @Override
    public void verify(KindlingResult result, KindlingResult quiet) {
        result.exitsWith(5);
        assertThat(result.error())
                .containsPattern("Step \\d+ has taken 1[5-7] s so far\\. It waits for phase 'train' at epoch \\d+,"
                        + " step \\d+, shards? \\d");
        assertThat(result.json().get("error").get("message").asText())
                .matches(
                        "Cannot continue: step \\d+ of program com.acme.fault.Harmful has taken longer than the limit of"
                                + " 18 s\\. It waits for phase 'train' .*, shards? \\d.*--step-timeout.*");
    }
}
