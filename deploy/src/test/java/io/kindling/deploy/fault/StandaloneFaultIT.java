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

/** Faults on a standalone cluster, whose tasks stay over many steps. */
class StandaloneFaultIT extends FaultSuite {
    private @Nullable StandaloneCluster cluster;

    @Override
    void prepare(Path logs) throws IOException {
        cluster = new StandaloneCluster(
                logs,
                2,
                Map.of(
                        "spark.deploy.recoveryMode",
                        "FILESYSTEM",
                        "spark.deploy.recoveryDirectory",
                        logs.resolve("recovery").toString()));
    }

    @AfterAll
    void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    Stream<Fault> faults() {
        return Stream.of(
                new KilledExecutors(1),
                new PausedExecutor(),
                new HarmfulTask("EXIT"),
                new RestartedMaster(Objects.requireNonNull(cluster)));
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
                "--class",
                "io.kindling.driver.cli.Main",
                Repository.file("deploy/target/kindling-spark.jar").toString());
    }

    @Override
    List<String> options() {
        return List.of("--strategy", "allreduce");
    }
}
