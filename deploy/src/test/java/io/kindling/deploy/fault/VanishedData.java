package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.DataSetCopy;
import io.kindling.deploy.KindlingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the data vanishes, and with it the executors that had read their rows from it. */
record VanishedData() implements Fault {
    private static final String IMAGES = "train-images-idx3-ubyte.gz";

    @Override
    public Path data(Path folder) {
        return DataSetCopy.in(folder.resolve("data")).folder();
    }

    @Override
    public void inject(RunningTraining training, int step) throws IOException {
        training.awaitStep(step);
        Files.delete(training.output().resolveSibling("data").resolve(IMAGES));
        training.executors().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void verify(KindlingResult result, KindlingResult quiet) {
        result.exitsWith(3);
        assertThat(result.json().get("error").get("message").asText()).contains("train-images-idx3-ubyte");
    }
}
