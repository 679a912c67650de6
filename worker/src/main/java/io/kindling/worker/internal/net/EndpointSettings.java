package io.kindling.worker.internal.net;

import java.time.Duration;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * Where an endpoint listens, and its limits.
 *
 * @param bindAddress the address to listen on
 * @param host the address by which others reach it
 * @param port the port to listen on, 0 for any
 * @param portRetries how many of the following ports to try if it is in use
 * @param maxMessageBytes the length of the longest message
 * @param peerTimeout after this time without an answer the other side of a connection is given up
 */
public record EndpointSettings(
        String bindAddress, String host, int port, int portRetries, int maxMessageBytes, Duration peerTimeout) {
    /** Spark setting: the port to listen on, 0 for any; if it is in use, {@code spark.port.maxRetries} more are tried. */
    public static final String PORT = "spark.kindling.port";
    /** Spark setting: the address to listen on, instead of the driver's or the executor's. */
    public static final String BIND_ADDRESS = "spark.kindling.bindAddress";
    /** Spark setting: how long the other side of a connection may be silent. */
    public static final String PEER_TIMEOUT = "spark.kindling.peerTimeout";

    /**
     * Spark setting: whether ranks of one machine exchange through memory that they share, instead of endpoints; by default,
     * unless Spark encrypts what processes send each other.
     */
    public static final String SHARED_MEMORY = "spark.kindling.sharedMemory";

    /** What Spark calls the driver among executors. */
    private static final String DRIVER = "driver";

    private static final String DEFAULT_PEER_TIMEOUT = "30s";
    private static final String DRIVER_BIND_ADDRESS = "spark.driver.bindAddress";
    private static final String PORT_RETRIES = "spark.port.maxRetries";
    private static final int DEFAULT_PORT_RETRIES = 16;

    /** Whether a Spark setting is about endpoints: one of those above, or of the network library's for them. */
    public static boolean isSetting(String name) {
        return Set.of(PORT, BIND_ADDRESS, PEER_TIMEOUT, SHARED_MEMORY).contains(name)
                || name.startsWith(Endpoint.LIBRARY_SETTINGS);
    }

    /** The settings of the driver or executor that this process is. */
    public static EndpointSettings of(SparkEnv spark, int maxMessageBytes) {
        SparkConf conf = spark.conf();
        String host = spark.blockManager().blockManagerId().host();
        String bindAddress = DRIVER.equals(spark.executorId()) ? conf.get(DRIVER_BIND_ADDRESS, host) : host;
        return new EndpointSettings(
                conf.get(BIND_ADDRESS, bindAddress),
                host,
                conf.getInt(PORT, 0),
                conf.getInt(PORT_RETRIES, DEFAULT_PORT_RETRIES),
                maxMessageBytes,
                Duration.ofMillis(conf.getTimeAsMs(PEER_TIMEOUT, DEFAULT_PEER_TIMEOUT)));
    }
}
