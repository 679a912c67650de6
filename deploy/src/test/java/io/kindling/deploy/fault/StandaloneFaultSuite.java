package io.kindling.deploy.fault;

import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.Repository;
import io.kindling.deploy.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/** Faults on a standalone cluster with two executors, to which spark-submit submits the trainings. */
abstract class StandaloneFaultSuite extends FaultSuite {
    private @Nullable StandaloneCluster cluster;

    /** Starts the cluster; called once. */
    abstract StandaloneCluster start(Path logs) throws IOException;

    /** Spark settings of every training. */
    Map<String, String> settings() {
        return Map.of();
    }

    final StandaloneCluster cluster() {
        return Objects.requireNonNull(cluster);
    }

    @Override
    final void prepare(Path logs) throws IOException {
        cluster = start(logs);
    }

    @AfterAll
    void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    KindlingProcess process(Path folder) {
        return KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .through(Repository.file("deploy/bin/spark-submit"));
    }

    @Override
    List<String> command() {
        List<String> words = new ArrayList<>(List.of(
                "--master",
                cluster().url(),
                "--executor-memory",
                "1g",
                "--executor-cores",
                "1",
                "--total-executor-cores",
                "2",
                "--class",
                "io.kindling.driver.cli.Main"));
        settings().forEach((name, value) -> words.addAll(List.of("--conf", name + "=" + value)));
        words.add(Repository.file("deploy/target/kindling-spark.jar").toString());
        return words;
    }
}
