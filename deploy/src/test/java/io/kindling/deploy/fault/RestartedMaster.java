package io.kindling.deploy.fault;

import io.kindling.deploy.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The master of a standalone cluster is killed, and comes back before the training's last steps. */
record RestartedMaster(StandaloneCluster cluster) implements Fault {
    /** A step of the last epoch, and so after any that a seed chooses. */
    private static final int LATE = 50;

    @Override
    public List<String> options(Path folder, int step) {
        return List.of("--set", "harm=WAIT,at=" + LATE + ",until=" + folder.resolve("until"));
    }

    @Override
    public void inject(RunningTraining training, int step) throws IOException {
        training.awaitStep(Math.min(step, LATE / 2));
        cluster.killMaster();
        cluster.restartMaster();
        Files.createFile(training.output().resolveSibling("until"));
    }

    @Override
    public String toString() {
        return "RestartedMaster";
    }
}
