package io.kindling.deploy.fault;

import io.kindling.deploy.KindlingProcess;
import java.nio.file.Path;
import java.util.List;

/** Faults on executors of this machine, with a Spark job for each phase. */
class LocalClusterFaultIT extends FaultSuite {
    @Override
    KindlingProcess process(Path folder) {
        return KindlingProcess.in(folder);
    }

    @Override
    List<String> command() {
        return List.of();
    }

    @Override
    List<String> options() {
        return List.of("--master", "local-cluster[2,1,1024]", "--strategy", "broadcast");
    }
}
