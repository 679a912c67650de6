package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingResult;
import java.nio.file.Path;
import java.util.List;

/** The task of each shard ends its process at one step, and does so each time. */
record DeadlyTask() implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        return List.of("--set", "harm=EXIT,at=" + step);
    }

    @Override
    public void verify(KindlingResult result, KindlingResult quiet) {
        result.exitsWith(5);
        assertThat(result.json().get("error").get("message").asText())
                .matches(
                        "Cannot compute (phase 'train' at epoch \\d+, step \\d+|the steps from \\d+ on), shards? [^,]*, of"
                                + " program com.acme.fault.Harmful: each of 4 executors that computed it was lost; executor"
                                + " \\d+ on \\S+ with: .*\\?");
    }
}
