package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingResult;
import java.nio.file.Path;
import java.util.List;

/** A phase fills the heap of the driver's own process: the training ends with what to change. */
record FilledHeap() implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        return List.of("--set", "harm=FILL_HEAP,at=" + step);
    }

    @Override
    public void verify(KindlingResult result, KindlingResult quiet) {
        result.exitsWith(2);
        assertThat(result.error()).contains("this process is out of memory", "KINDLING_JAVA_OPTS=-Xmx");
    }
}
