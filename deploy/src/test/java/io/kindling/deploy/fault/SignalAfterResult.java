package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The process gets a signal after it has written the result, or the error of another fault: that does not change it. */
record SignalAfterResult(String signal, Fault other) implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        return other.options(folder, step);
    }

    @Override
    public void inject(RunningTraining training, int step) throws Exception {
        other.inject(training, step);
        Path result = training.output().resolve("result.json");
        training.process().awaitUntil("a result", () -> Files.exists(result));
        RunningTraining.signal(signal, training.process().handle());
    }

    @Override
    public void verify(KindlingResult result, KindlingResult quiet) {
        other.verify(result, quiet);
        assertThat(result.output()).hasLineCount(1);
        assertThat(result.error()).doesNotContain("Interrupted");
    }
}
