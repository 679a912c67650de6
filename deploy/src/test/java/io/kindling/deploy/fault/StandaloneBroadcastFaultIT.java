package io.kindling.deploy.fault;

import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.Repository;
import io.kindling.deploy.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/**
 * Faults on a standalone cluster of two machines, as Spark sees them, whose processes authenticate each other, with a Spark job
 * for each phase.
 */
class StandaloneBroadcastFaultIT extends FaultSuite {
    private static final Map<String, String> SECRET =
            Map.of("spark.authenticate", "true", "spark.authenticate.secret", "of this cluster");

    private @Nullable StandaloneCluster cluster;

    @Override
    void prepare(Path logs) throws IOException {
        cluster = new StandaloneCluster(logs, 1, SECRET);
        cluster.addWorkerAt("127.0.0.2");
    }

    @AfterAll
    void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    Stream<Fault> faults() {
        return Boolean.getBoolean("kindling.full")
                ? Stream.of(new SlowTask(), new WrongSecret(), new ForeignExecutor())
                : Stream.of(new SlowTask(), new WrongSecret());
    }

    @Override
    KindlingProcess process(Path folder) {
        return KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .through(Repository.file("deploy/bin/spark-submit"));
    }

    @Override
    List<String> command() {
        return List.of(
                "--master",
                Objects.requireNonNull(cluster).url(),
                "--executor-memory",
                "1g",
                "--executor-cores",
                "1",
                "--total-executor-cores",
                "2",
                "--conf",
                "spark.authenticate=true",
                "--conf",
                "spark.authenticate.secret=of this cluster",
                "--class",
                "io.kindling.driver.cli.Main",
                Repository.file("deploy/target/kindling-spark.jar").toString());
    }

    @Override
    List<String> options() {
        return List.of("--strategy", "broadcast");
    }
}
