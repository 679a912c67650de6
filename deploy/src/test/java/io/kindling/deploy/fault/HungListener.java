package io.kindling.deploy.fault;

import io.kindling.deploy.KindlingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Spark listener hangs, so that Spark never stops, beside another fault. */
record HungListener(Fault other) implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        List<String> options = new ArrayList<>(other.options(folder, step));
        options.addAll(List.of("--conf", "spark.extraListeners=com.acme.fault.HungListener"));
        return options;
    }

    @Override
    public void inject(RunningTraining training, int step) throws Exception {
        other.inject(training, step);
    }

    @Override
    public void verify(KindlingResult result, KindlingResult quiet) {
        other.verify(result, quiet);
    }
}
