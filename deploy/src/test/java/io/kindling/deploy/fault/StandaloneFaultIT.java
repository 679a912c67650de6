package io.kindling.deploy.fault;

import io.kindling.deploy.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Faults on a standalone cluster, whose tasks stay over many steps. */
class StandaloneFaultIT extends StandaloneFaultSuite {
    @Override
    StandaloneCluster start(Path logs) throws IOException {
        return new StandaloneCluster(
                logs,
                2,
                Map.of(
                        "spark.deploy.recoveryMode",
                        "FILESYSTEM",
                        "spark.deploy.recoveryDirectory",
                        logs.resolve("recovery").toString()));
    }

    @Override
    Stream<Fault> faults() {
        return Stream.of(
                new KilledExecutors(1), new PausedExecutor(), new HarmfulTask("EXIT"), new RestartedMaster(cluster()));
    }

    @Override
    List<String> options() {
        return List.of("--strategy", "allreduce");
    }
}
