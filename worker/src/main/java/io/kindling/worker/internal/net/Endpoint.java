package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.ExchangeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import scala.Option;

/**
 * A process's end of connections to other processes of the same Spark application: it listens on a port, and connects to other
 * endpoints. With {@code spark.authenticate} only processes that know the application's secret are accepted; what is sent is
 * encrypted as Spark's own transfers are, by {@code spark.network.crypto.enabled} or {@code spark.ssl.rpc.enabled}.
 */
public final class Endpoint implements AutoCloseable {
    private static final String MODULE = "kindling";
    /** What the network library's settings for endpoints begin with. */
    static final String LIBRARY_SETTINGS = "spark." + MODULE + ".io.";

    private final EndpointSettings settings;
    private final Set<PeerConnection> connections = ConcurrentHashMap.newKeySet();
    private final Handshake handshake;
    private final TransportContext context;
    private final TransportClientFactory clients;
    private final TransportServer server;

    /**
     * Opens an endpoint of this driver or executor.
     *
     * @param maxMessageBytes the length of the longest message
     * @param listener receives what arrives on all connections
     * @throws ExchangeException if the address or all ports are in use or not this machine's
     */
    public static Endpoint open(SparkEnv spark, int maxMessageBytes, PeerListener listener) {
        return open(spark.conf(), spark.securityManager(), EndpointSettings.of(spark, maxMessageBytes), listener);
    }

    /** Opens an endpoint. */
    static Endpoint open(SparkConf conf, SecurityManager security, EndpointSettings settings, PeerListener listener) {
        return new Endpoint(conf, security, settings, listener);
    }

    private Endpoint(SparkConf conf, SecurityManager security, EndpointSettings settings, PeerListener listener) {
        this.settings = settings;
        this.handshake = new Handshake(settings, new Forgetting(connections, listener), connections::add);
        SparkConf limited = conf.clone()
                .setIfMissing(
                        LIBRARY_SETTINGS + "connectionCreationTimeout",
                        settings.peerTimeout().toMillis() + "ms");
        TransportConf transport = SparkTransportConf.fromSparkConf(
                limited, MODULE, 1, Option.empty(), Option.apply(security.getRpcSSLOptions()));
        List<TransportClientBootstrap> clientBootstraps = List.of();
        List<TransportServerBootstrap> serverBootstraps = List.of();
        if (security.isAuthenticationEnabled()) {
            clientBootstraps = List.of(new AuthClientBootstrap(transport, conf.getAppId(), security));
            serverBootstraps = List.of(new AuthServerBootstrap(transport, security));
        }
        this.context = new TransportContext(transport, handshake);
        this.clients = context.createClientFactory(clientBootstraps);
        try {
            this.server = listen(context, settings, serverBootstraps);
        } catch (Throwable failed) {
            clients.close();
            context.close();
            throw failed;
        }
    }

    private static TransportServer listen(
            TransportContext context, EndpointSettings settings, List<TransportServerBootstrap> bootstraps) {
        int last = settings.port() == 0 ? 0 : settings.port() + settings.portRetries();
        for (int port = settings.port(); ; port++) {
            try {
                return context.createServer(settings.bindAddress(), port, bootstraps);
            } catch (Throwable failed) {
                if (port == last || !isOfTheNetwork(failed)) {
                    throw new ExchangeException(
                            "Cannot listen on " + settings.bindAddress() + ", ports " + settings.port() + " to " + last
                                    + ": "
                                    + failed.getMessage() + ". Set " + EndpointSettings.BIND_ADDRESS + " or "
                                    + EndpointSettings.PORT + ".",
                            failed);
                }
            }
        }
    }

    /** Whether another port may do. */
    private static boolean isOfTheNetwork(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    /** The address by which others reach this endpoint. */
    public String host() {
        return settings.host();
    }

    public int port() {
        return server.getPort();
    }

    /**
     * Connects to another endpoint. Its messages may arrive before this returns.
     *
     * @throws ExchangeException if there is none, it does not answer in time, or it refuses this application's secret
     */
    public PeerConnection connect(String host, int port) throws InterruptedException {
        String address = host + ":" + port;
        TransportClient client;
        try {
            client = clients.createUnmanagedClient(host, port);
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failed) {
            throw cannotConnect(address, failed);
        }
        try {
            return handshake.greet(client).get(settings.peerTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException refused) {
            throw cannotConnect(address, refused.getCause() == null ? refused : refused.getCause());
        } catch (TimeoutException silent) {
            PeerConnection.close(client.getChannel());
            throw cannotConnect(
                    address,
                    new IOException(
                            "It did not answer within " + settings.peerTimeout().toMillis() + " ms"));
        }
    }

    private static ExchangeException cannotConnect(String address, Throwable cause) {
        // The rest of a message may be the stack trace of the other side.
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new ExchangeException("Cannot connect to " + address + ": " + reason, cause);
    }

    /** Stops listening and closes all connections at once. */
    @Override
    public void close() {
        server.close();
        connections.forEach(PeerConnection::abort);
        clients.close();
        context.close();
    }

    /** Forgets connections that are closed. */
    private record Forgetting(Set<PeerConnection> connections, PeerListener listener) implements PeerListener {
        @Override
        public void received(PeerConnection connection, ByteBuffer message) {
            listener.received(connection, message);
        }

        @Override
        public void closed(PeerConnection connection, ExchangeException cause) {
            connections.remove(connection);
            listener.closed(connection, cause);
        }
    }
}
