package io.kindling.worker.internal.net;

import java.time.Duration;
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
