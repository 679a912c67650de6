package io.kindling.deploy.fault;

import io.kindling.deploy.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Faults on a standalone cluster of two machines, as Spark sees them, whose processes authenticate each other, with a Spark job
 * for each phase.
 */
class StandaloneBroadcastFaultIT extends StandaloneFaultSuite {
    private static final Map<String, String> SECRET =
            Map.of("spark.authenticate", "true", "spark.authenticate.secret", "of this cluster");

    @Override
    StandaloneCluster start(Path logs) throws IOException {
        StandaloneCluster cluster = new StandaloneCluster(logs, 1, SECRET);
        cluster.addWorkerAt("127.0.0.2");
        return cluster;
    }

    @Override
    Map<String, String> settings() {
        return SECRET;
    }

    @Override
    Stream<Fault> faults() {
        return Boolean.getBoolean("kindling.full")
                ? Stream.of(new SlowTask(), new WrongSecret(), new ForeignExecutor())
                : Stream.of(new SlowTask(), new WrongSecret());
    }

    @Override
    List<String> options() {
        return List.of("--strategy", "broadcast");
    }
}
