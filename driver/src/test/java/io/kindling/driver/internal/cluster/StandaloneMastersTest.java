package io.kindling.driver.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.internal.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneMastersTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static StandaloneMasters masters(String url) {
        return StandaloneMasters.of(url).orElseThrow();
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

        assertThatThrownBy(() -> masters(url).requireReachable(LIMIT))
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
            assertThatCode(() -> masters(url).requireReachable(LIMIT)).doesNotThrowAnyException();
        }
    }

    @Test
    void unreachableMasters_areAllNamed() throws IOException {
        String url = "spark://127.0.0.1:" + closedPort() + ",localhost:" + closedPort();
        assertThatThrownBy(() -> masters(url).requireReachable(LIMIT))
                .hasMessageContainingAll("(127.0.0.1:", "; local");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark://",
                "spark://h",
                "spark://h:",
                "spark://h:x",
                "spark://h:70770",
                "spark://h:1,",
                "spark://h:1/x"
            })
    void urlThatSparkCannotParse_isRefused(String url) {
        assertThatThrownBy(() -> MachineSettings.on(url, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid master: " + url + " (spark://HOST:PORT, or spark://HOST:PORT,HOST:PORT,...)");
    }

    @Test
    void otherMasters_areNotStandalone() {
        assertThat(StandaloneMasters.of("local[2]")).isEmpty();
    }
}
