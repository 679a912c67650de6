package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While a training runs, its driver shows what it does: on its web page, for Prometheus, and by JMX. */
class GaugesIT {
    private static final Pattern GAUGE = Pattern.compile("metrics_.*_driver_kindling_(\\w+)_Value\\{.*} (\\S+)");

    @TempDir
    Path folder;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Returns Kindling's gauges by name; none as long as the page is not there. */
    private static Map<String, Double> scrape(HttpClient client, int port) throws IOException, InterruptedException {
        Map<String, Double> gauges = new TreeMap<>();
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/metrics/prometheus/"))
                    .build();
            String page =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            GAUGE.matcher(page).results().forEach(line -> gauges.put(line.group(1), Double.valueOf(line.group(2))));
        } catch (ConnectException notYet) {
            return gauges;
        }
        return gauges;
    }

    /** Returns a gauge that a process shows by JMX. */
    private static double jmx(ProcessHandle process, String gauge) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
        try (JMXConnector connector =
                JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            Set<ObjectName> found =
                    server.queryNames(new ObjectName("metrics:name=*.driver.kindling." + gauge + ",*"), null);
            assertThat(found).hasSize(1);
            return ((Number) server.getAttribute(found.iterator().next(), "Value")).doubleValue();
        } finally {
            machine.detach();
        }
    }

    @Test
    void prometheusPageAndJmx_showGaugesDuringTheRun() throws Exception {
        Path jar = ProgramJar.pack(folder.resolve("paced.jar"), "com.acme.fault.", "Paced");
        int port = freePort();
        HttpClient client = HttpClient.newHttpClient();
        try (RunningKindling running = KindlingProcess.in(folder)
                .start(
                        "train",
                        "com.acme.fault.Paced",
                        "--jar",
                        jar.toString(),
                        "--set",
                        "folder=" + folder,
                        "--limit",
                        "640",
                        "--epochs",
                        "60",
                        "--validation",
                        "64",
                        "--master",
                        "local-cluster[1,2,1024]",
                        "--conf",
                        "spark.ui.enabled=true",
                        "--conf",
                        "spark.ui.port=" + port,
                        "--conf",
                        "spark.metrics.conf.driver.sink.prometheusServlet.class="
                                + "org.apache.spark.metrics.sink.PrometheusServlet",
                        "--conf",
                        "spark.metrics.conf.driver.sink.prometheusServlet.path=/metrics/prometheus",
                        "--conf",
                        "spark.metrics.conf.driver.sink.jmx.class=org.apache.spark.metrics.sink.JmxSink",
                        "--checkpoint-every",
                        "5",
                        "--output",
                        "run")) {
            Map<String, Double> gauges = new TreeMap<>();
            running.awaitUntil("the gauge of an executor's shards", () -> {
                gauges.putAll(scrape(client, port));
                return gauges.containsKey("shards_executor_0");
            });
            assertThat(gauges)
                    .as("gauges, of %s", running.error())
                    .containsKeys(
                            "loss",
                            "step",
                            "epoch",
                            "samples_per_second",
                            "wait_share",
                            "checkpoint_age_seconds",
                            "shards_executor_0");
            assertThat(gauges.get("loss")).isPositive();
            assertThat(gauges.get("step")).isPositive();
            assertThat(gauges.get("samples_per_second")).isPositive();
            assertThat(gauges.get("wait_share")).isBetween(0.0, 1.0);
            assertThat(gauges.get("shards_executor_0")).isPositive();
            assertThat(jmx(JavaProcesses.of("driver.cli.Main").findFirst().orElseThrow(), "step"))
                    .isPositive();
            Files.createFile(folder.resolve("go"));
            running.await().exitsWith(0);
        }
    }
}
