package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.exchange.ExchangePlan;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/**
 * Where a rank meets the other ranks of its sessions, one session after another. A rank connects to those below it. The first
 * message of a connection says which rank of which session opened it; the other rank answers with the same, once it has joined
 * that session. What follows is read by {@link IncomingExchanges}.
 */
public final class ExchangeEndpoint implements AutoCloseable {
    private static final int JOIN_BYTES = Long.BYTES + Integer.BYTES;
    private static final int MAX_WAITING = 1024;

    /** A connection that another rank opened, for a session that this rank has not joined yet. */
    private record Waiting(long session, int from, PeerConnection connection) {}

    /** A connection with a rank of a session, from when this rank opened or accepted it. */
    private record Joined(NetworkExchange exchange, Peer peer) {}

    private final Endpoint endpoint;
    private final Duration timeout;
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<PeerConnection, Joined> joined = new HashMap<>();
    private @Nullable NetworkExchange current;
    private long session = Long.MIN_VALUE;

    /** @throws ExchangeException if it cannot listen */
    public static ExchangeEndpoint open(SparkEnv spark) {
        return new ExchangeEndpoint(spark.conf(), spark.securityManager(), EndpointSettings.of(spark, JOIN_BYTES));
    }

    ExchangeEndpoint(SparkConf conf, SecurityManager security, EndpointSettings settings) {
        this.timeout = settings.peerTimeout();
        this.endpoint = Endpoint.open(conf, security, settings, new Joining());
    }

    /** Where other ranks find this endpoint: {@code host:port}. */
    public String place() {
        return endpoint.host() + ":" + endpoint.port();
    }

    /**
     * Joins a session, and leaves the one before. It returns at once, and connects in the background.
     *
     * @param newSession greater than those before
     * @param places where each rank's endpoint is
     */
    public synchronized NetworkExchange join(long newSession, int rank, ExchangePlan plan, List<String> places) {
        if (newSession <= session) {
            throw new IllegalArgumentException("Invalid session: " + newSession + " (greater than " + session + ").");
        }
        if (current != null) {
            current.close();
        }
        session = newSession;
        NetworkExchange exchange =
                new NetworkExchange(session, rank, plan, neighbours(rank, places), timeout, () -> leave(newSession));
        current = exchange;
        List<Waiting> now =
                waiting.stream().filter(waits -> waits.session() <= newSession).toList();
        waiting.removeAll(now);
        now.forEach(this::accept);
        Thread connecting = new Thread(() -> connect(exchange, places), "kindling-connect");
        connecting.setDaemon(true);
        connecting.start();
        return exchange;
    }

    /** How many ranks are at the same host as a rank. */
    private static int neighbours(int rank, List<String> places) {
        String host = host(places.get(rank));
        return (int) places.stream().filter(place -> host(place).equals(host)).count();
    }

    private static String host(String place) {
        return place.substring(0, place.lastIndexOf(':'));
    }

    private synchronized void leave(long left) {
        if (left == session) {
            current = null;
        }
    }

    /** Connects to the ranks below. */
    private void connect(NetworkExchange exchange, List<String> places) {
        for (Peer peer : exchange.peers()) {
            if (peer.rank() < exchange.rank()) {
                try {
                    connect(exchange, peer, places.get(peer.rank()));
                } catch (ExchangeException failed) {
                    exchange.lost(peer, failed);
                } catch (Throwable failed) {
                    exchange.lost(peer, new ExchangeException("Cannot connect: " + failed, failed));
                }
            }
        }
    }

    private void connect(NetworkExchange exchange, Peer peer, String place) throws InterruptedException {
        int port = Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
        PeerConnection connection = endpoint.connect(host(place), port);
        synchronized (this) {
            joined.put(connection, new Joined(exchange, peer));
        }
        connection.send(joining(exchange));
    }

    private static ByteBuffer joining(NetworkExchange exchange) {
        return ByteBuffer.allocate(JOIN_BYTES)
                .putLong(exchange.session())
                .putInt(exchange.rank())
                .flip();
    }

    /** A rank has sent its session and number. */
    private synchronized void received(PeerConnection connection, long itsSession, int from) {
        Joined opened = joined.get(connection);
        if (opened == null) {
            accept(new Waiting(itsSession, from, connection));
        } else if (itsSession == opened.exchange().session()
                && from == opened.peer().rank()) {
            attach(opened, connection);
        } else {
            throw new ExchangeException("It is rank " + from + " of session " + itsSession + ", and not rank "
                    + opened.peer().rank() + " of session " + opened.exchange().session() + ".");
        }
    }

    /** Gives a connection that another rank opened to the session that it is for. */
    private synchronized void accept(Waiting waits) {
        NetworkExchange exchange = current;
        PeerConnection connection = waits.connection();
        Peer peer = exchange == null || waits.session() != session ? null : exchange.peer(waits.from());
        if (exchange != null
                && peer != null
                && peer.rank() > exchange.rank()
                && !joined.containsValue(new Joined(exchange, peer))) {
            Joined accepted = new Joined(exchange, peer);
            joined.put(connection, accepted);
            connection.run(() -> {
                connection.send(joining(exchange));
                attach(accepted, connection);
            });
        } else if (waits.session() > session && waiting.size() < MAX_WAITING) {
            waiting.add(waits);
        } else {
            connection.close();
        }
    }

    /** Lets a connection's exchanges begin. */
    private static void attach(Joined accepted, PeerConnection connection) {
        connection.receiver(accepted.peer().incoming(), accepted.exchange().maxFrameBytes());
        accepted.peer().connect(connection);
    }

    private synchronized void closed(PeerConnection connection, ExchangeException cause) {
        waiting.removeIf(waits -> waits.connection().equals(connection));
        Joined left = joined.remove(connection);
        if (left != null) {
            left.exchange().lost(left.peer(), cause);
        }
    }

    /** Leaves the session and closes all connections. */
    @Override
    public void close() {
        NetworkExchange exchange;
        synchronized (this) {
            exchange = current;
        }
        if (exchange != null) {
            exchange.close();
        }
        endpoint.close();
    }

    /** Receives what comes before a connection has joined a session. */
    private final class Joining implements PeerListener {
        @Override
        public void received(PeerConnection connection, ByteBuffer message) {
            if (message.remaining() != JOIN_BYTES) {
                throw new ExchangeException(
                        "Received " + message.remaining() + " bytes instead of a session and a rank.");
            }
            ExchangeEndpoint.this.received(connection, message.getLong(), message.getInt());
        }

        @Override
        public void closed(PeerConnection connection, ExchangeException cause) {
            ExchangeEndpoint.this.closed(connection, cause);
        }
    }
}
