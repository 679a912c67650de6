package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kindling bench} with processes of its own. */
class BenchIT {
    @TempDir
    Path folder;

    private KindlingResult run(String... more) {
        return KindlingProcess.in(folder).run(more);
    }

    @Test
    void soak_reportsDriverAndExecutors_andTheLossOfOneProcess() {
        JsonNode alone =
                run("bench", "soak", "--steps", "50", "--json").exitsWith(0).json();
        JsonNode cluster = run(
                        "bench",
                        "soak",
                        "--steps",
                        "50",
                        "--master",
                        "local-cluster[1,1,512]",
                        "--strategy",
                        "allreduce",
                        "--json")
                .exitsWith(0)
                .json();

        assertThat(alone.findValuesAsText("process")).containsExactly("driver");
        assertThat(cluster.findValuesAsText("process")).containsExactly("driver", "executor 0");
        assertThat(cluster.get("processes"))
                .allSatisfy(process ->
                        assertThat(process.get("rss_bytes").get("end").asLong()).isGreaterThan(50L << 20));
        assertThat(cluster.get("loss").asDouble()).isEqualTo(alone.get("loss").asDouble());
    }

    @ParameterizedTest
    @CsvSource({
        "soak --master spark://localhost:7077, the benchmark reads the memory of the processes that it has started itself",
        "soak --strategy broadcast, only for soak with --master",
        "mlp --master local[2], only soak and allreduce use Spark",
        "soak --steps 4, at least 5"
    })
    void invalidSettings_areRefused(String arguments, String message) {
        KindlingResult result = run(("bench " + arguments).split(" "));

        result.exitsWith(2);
        assertThat(result.error()).contains(message);
    }
}
