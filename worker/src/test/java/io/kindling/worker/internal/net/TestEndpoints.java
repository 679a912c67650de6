package io.kindling.worker.internal.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import scala.Option;

/** Endpoints without a Spark session. */
final class TestEndpoints {
    static final String HOST = "127.0.0.1";
    /** Longer than any test. */
    static final Duration LONG = Duration.ofSeconds(60);

    private static final String PASSWORD = "password";

    private TestEndpoints() {}

    static Endpoint open(Map<String, String> conf, int maxBytes, Duration peerTimeout, PeerListener listener) {
        SparkConf spark = spark(conf);
        return Endpoint.open(spark, security(spark), settings(spark, maxBytes, peerTimeout), listener);
    }

    static ExchangeEndpoint openExchange(Map<String, String> conf, Duration peerTimeout) {
        SparkConf spark = spark(conf);
        return new ExchangeEndpoint(spark, security(spark), settings(spark, 12, peerTimeout));
    }

    static Map<String, String> secret(String secret) {
        return Map.of("spark.authenticate", "true", "spark.authenticate.secret", secret);
    }

    /**
     * Settings of TLS, with a key that the JDK's tool creates.
     *
     * @param folder where the key is stored
     */
    static Map<String, String> tls(Path folder) {
        String keys = folder.resolve("keys").toString();
        if (!Files.exists(Path.of(keys))) {
            createKey(keys);
        }
        return Map.of(
                "spark.ssl.rpc.enabled", "true",
                "spark.ssl.rpc.protocol", "TLSv1.3",
                "spark.ssl.rpc.keyStore", keys,
                "spark.ssl.rpc.keyStorePassword", PASSWORD,
                "spark.ssl.rpc.keyPassword", PASSWORD,
                "spark.ssl.rpc.trustStore", keys,
                "spark.ssl.rpc.trustStorePassword", PASSWORD);
    }

    private static void createKey(String keys) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of("-alias", "test", "-keyalg", "EC", "-dname", "CN=" + HOST, "-keystore", keys));
        command.addAll(List.of("-storepass", PASSWORD));
        try {
            Process tool = new ProcessBuilder(command).inheritIO().start();
            if (tool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed.");
            }
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static SparkConf spark(Map<String, String> conf) {
        SparkConf spark = new SparkConf(false).set("spark.app.id", "app-test");
        conf.forEach(spark::set);
        return spark;
    }

    private static SecurityManager security(SparkConf spark) {
        return new SecurityManager(spark, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE());
    }

    private static EndpointSettings settings(SparkConf spark, int maxBytes, Duration peerTimeout) {
        return new EndpointSettings(HOST, HOST, spark.getInt(EndpointSettings.PORT, 0), 2, maxBytes, peerTimeout);
    }
}
