package io.kindling.driver.internal.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.spark.SparkMaster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MasterProbeTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static void probe(String url) {
        MasterProbe.requireReachable((SparkMaster.Standalone) SparkMaster.of(url), LIMIT);
    }

    /** A local port that no process listens on, because it was just released. */
    private static int closedPort() throws IOException {
        try (ServerSocket socket = listening()) {
            return socket.getLocalPort();
        }
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void closedPort_isRefusedWithTheAddressAndARemedy() throws IOException {
        String url = "spark://127.0.0.1:" + closedPort();

        assertThatThrownBy(() -> probe(url))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("Cannot reach the Spark master at " + url + " (127.0.0.1:")
                .hasMessageContaining("refused")
                .hasMessageContaining("--master local[*]");
    }

    @Test
    void unknownHost_isRefusedBeforeSparkStarts() {
        MachineSettings settings = MachineSettings.on("spark://nowhere.invalid:7077", Map.of());

        assertThatThrownBy(() -> Engine.of(settings, note -> {}).session())
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("Cannot reach the Spark master at spark://nowhere.invalid:7077 (nowhere.inval");
    }

    @Test
    void oneReachableMasterOfSeveral_isEnough() throws IOException {
        try (ServerSocket second = listening()) {
            String url = "spark://127.0.0.1:" + closedPort() + ",127.0.0.1:" + second.getLocalPort();
            assertThatCode(() -> probe(url)).doesNotThrowAnyException();
        }
    }

    @Test
    void unreachableMasters_areAllNamed() throws IOException {
        String url = "spark://127.0.0.1:" + closedPort() + ",localhost:" + closedPort();
        assertThatThrownBy(() -> probe(url)).hasMessageContainingAll("(127.0.0.1:", "; local");
    }
}
