package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingResult;
import java.nio.file.Path;
import java.util.List;

/** The program throws at one step: it would throw each time, so nothing is repeated. */
record ThrowingTask() implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        return List.of("--set", "harm=THROW,at=" + step);
    }

    @Override
    public void verify(KindlingResult result, KindlingResult quiet) {
        result.exitsWith(5);
        assertThat(result.error()).contains("phase 'train'", "com.acme.fault.Harmful", "no idea (at Harmful.java:");
    }
}
