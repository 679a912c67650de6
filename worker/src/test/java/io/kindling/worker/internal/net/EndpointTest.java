package io.kindling.worker.internal.net;

import static io.kindling.worker.internal.net.TestEndpoints.HOST;
import static io.kindling.worker.internal.net.TestEndpoints.LONG;
import static io.kindling.worker.internal.net.TestEndpoints.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.program.internal.exchange.ExchangeException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.Option;

class EndpointTest {
    private static final int MAX_BYTES = 256 << 20;

    @TempDir
    static Path folder;

    private final List<Endpoint> endpoints = new ArrayList<>();

    @AfterEach
    void close() {
        endpoints.forEach(Endpoint::close);
    }

    /** Keeps what arrived. */
    private static class Inbox implements PeerListener {
        record Message(PeerConnection from, ByteBuffer bytes) {}

        final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

        @Override
        public void received(PeerConnection connection, ByteBuffer message) {
            messages.add(new Message(connection, message));
        }

        @Override
        public void closed(PeerConnection connection, ExchangeException cause) {
            closed.add(cause.getMessage());
        }

        Message next() throws InterruptedException {
            return next(messages);
        }

        String cause() throws InterruptedException {
            return next(closed);
        }

        private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
            T next = queue.poll(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }
    }

    private Endpoint open(Map<String, String> conf, Duration peerTimeout, PeerListener listener) {
        Endpoint endpoint = TestEndpoints.open(conf, MAX_BYTES, peerTimeout, listener);
        endpoints.add(endpoint);
        return endpoint;
    }

    static List<Map<String, String>> securities() {
        return List.of(
                Map.of(),
                secret("one"),
                with(secret("one"), "spark.network.crypto.enabled", "true"),
                with(
                        with(secret("one"), "spark.network.crypto.enabled", "true"),
                        "spark.network.crypto.cipher",
                        "AES/CTR/NoPadding"),
                TestEndpoints.tls(folder));
    }

    private static Map<String, String> with(Map<String, String> conf, String name, String value) {
        Map<String, String> more = new HashMap<>(conf);
        more.put(name, value);
        return more;
    }

    @ParameterizedTest
    @MethodSource("securities")
    void messages_travelInBothDirections(Map<String, String> security) throws InterruptedException {
        Inbox answers = new Inbox();
        Endpoint asking = open(security, LONG, answers);
        Endpoint echo = open(security, LONG, new Inbox() {
            @Override
            public void received(PeerConnection connection, ByteBuffer message) {
                connection.send(message);
            }
        });
        PeerConnection connection = asking.connect(HOST, echo.port());
        // Encryption is slow.
        byte[] large = new byte[security.isEmpty() ? 200 << 20 : 10 << 20];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 + (i >> 13));
        }
        List<byte[]> sent = List.of("small".getBytes(StandardCharsets.UTF_8), new byte[0], large, new byte[] {7});
        for (byte[] message : sent) {
            connection.send(message);
        }
        for (byte[] message : sent) {
            Inbox.Message answer = answers.next();
            assertThat(answer.from()).isSameAs(connection);
            assertThat(answer.bytes()).isEqualTo(ByteBuffer.wrap(message));
        }
    }

    @Test
    void parts_makeUpOneMessage() throws InterruptedException {
        Inbox inbox = new Inbox();
        Endpoint receiving = open(Map.of(), LONG, inbox);
        PeerConnection connection = open(Map.of(), LONG, new Inbox()).connect(HOST, receiving.port());
        ByteBuffer direct = ByteBuffer.allocateDirect(8).putLong(0, 42);
        connection.send(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.allocate(0), direct.slice(4, 4));
        assertThat(inbox.next().bytes().array()).containsExactly(1, 2, 0, 0, 0, 42);
    }

    @Test
    void close_sendsWhatIsWaitingFirst() throws InterruptedException {
        Inbox inbox = new Inbox();
        Endpoint receiving = open(Map.of(), LONG, inbox);
        Inbox own = new Inbox();
        PeerConnection connection = open(Map.of(), LONG, own).connect(HOST, receiving.port());
        connection.send(new byte[10 << 20]);
        connection.close();
        assertThat(inbox.next().bytes().remaining()).isEqualTo(10 << 20);
        assertThat(inbox.cause()).startsWith("The connection was closed by /127.0.0.1:");
        assertThat(own.cause()).isEqualTo("Closed the connection with " + connection.peer() + ".");
    }

    @Test
    void closedEndpoint_closesItsConnections() throws InterruptedException {
        Endpoint receiving = open(Map.of(), LONG, new Inbox());
        Inbox own = new Inbox();
        PeerConnection connection = open(Map.of(), LONG, own).connect(HOST, receiving.port());
        receiving.close();
        assertThat(own.cause()).isEqualTo("The connection was closed by " + connection.peer() + ".");
    }

    @Test
    void otherSecret_isRefused() {
        Inbox inbox = new Inbox();
        Endpoint receiving = open(secret("one"), LONG, inbox);
        for (Map<String, String> other : List.of(secret("another"), Map.<String, String>of())) {
            Endpoint connecting = open(other, Duration.ofSeconds(2), new Inbox());
            assertThatThrownBy(() -> connecting.connect(HOST, receiving.port()))
                    .isInstanceOf(ExchangeException.class)
                    .hasMessageStartingWith("Cannot connect to 127.0.0.1:" + receiving.port() + ": ");
        }
        assertThat(inbox.messages).isEmpty();
        assertThat(inbox.closed).isEmpty();
    }

    @Test
    void peerWithoutTls_isRefused() {
        Inbox inbox = new Inbox();
        Endpoint receiving = open(TestEndpoints.tls(folder), Duration.ofSeconds(2), inbox);
        Endpoint connecting = open(Map.of(), Duration.ofSeconds(2), new Inbox());
        assertThatThrownBy(() -> connecting.connect(HOST, receiving.port()))
                .isInstanceOf(ExchangeException.class)
                .hasMessageStartingWith("Cannot connect to 127.0.0.1:" + receiving.port() + ": ");
        Endpoint open = open(Map.of(), Duration.ofSeconds(2), inbox);
        Endpoint withTls = open(TestEndpoints.tls(folder), Duration.ofSeconds(2), new Inbox());
        assertThatThrownBy(() -> withTls.connect(HOST, open.port()))
                .isInstanceOf(ExchangeException.class)
                .hasMessageStartingWith("Cannot connect to 127.0.0.1:" + open.port() + ": ");
        assertThat(inbox.messages).isEmpty();
    }

    @Test
    void idleConnection_staysOpen() throws InterruptedException {
        Map<String, String> conf = Map.of("spark.network.timeout", "1s");
        Endpoint receiving = open(conf, LONG, new Inbox());
        Inbox own = new Inbox();
        open(conf, LONG, own).connect(HOST, receiving.port());
        assertThat(own.closed.poll(2500, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void silentPeer_isGivenUp() throws Exception {
        Inbox inbox = new Inbox();
        Endpoint receiving = open(Map.of(), Duration.ofSeconds(2), inbox);
        try (TransportContext context = transport()) {
            TransportClient stopped = greeted(context, receiving);
            assertThat(inbox.cause())
                    .isEqualTo("Closed the connection with "
                            + stopped.getChannel().localAddress()
                            + ": It did not answer for 2000 ms. Its process or machine is stopped or overloaded; a"
                            + " longer limit can be set by spark.kindling.peerTimeout.");
        }
    }

    /** Connects through Spark's library alone, as a process could that is no endpoint. */
    private static TransportContext transport() {
        return new TransportContext(
                SparkTransportConf.fromSparkConf(new SparkConf(false), "raw", 1, Option.empty(), Option.empty()),
                new NoOpRpcHandler());
    }

    private static TransportClient greeted(TransportContext context, Endpoint endpoint) throws Exception {
        TransportClient client = context.createClientFactory().createUnmanagedClient(HOST, endpoint.port());
        client.sendRpcSync(Handshake.greeting(), LONG.toMillis());
        // It drops what it reads from now on.
        client.getChannel().pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext handler, Object message) {
                ReferenceCountUtil.release(message);
            }
        });
        return client;
    }

    @Test
    void greetingOfAnotherVersion_isRefused() throws Exception {
        Endpoint receiving = open(Map.of(), LONG, new Inbox());
        try (TransportContext context = transport()) {
            TransportClient client = context.createClientFactory().createUnmanagedClient(HOST, receiving.port());
            ByteBuffer greeting = Handshake.greeting();
            greeting.putInt(4, 99);
            assertThatThrownBy(() -> client.sendRpcSync(greeting, LONG.toMillis()))
                    .hasMessageContaining(
                            "Received a greeting of version 99, and this is version 1. Use the same version of"
                                    + " Kindling in all processes.");
        }
    }

    @Test
    void garbageInsteadOfAFrame_closesTheConnection() throws Exception {
        Inbox inbox = new Inbox();
        Endpoint receiving = open(Map.of(), LONG, inbox);
        try (TransportContext context = transport()) {
            for (Map.Entry<ByteBuffer, String> frame : Map.of(
                            ByteBuffer.wrap("GET / HTTP/1.1".getBytes(StandardCharsets.UTF_8)),
                                    "a frame that begins with 0x47455420.",
                            FrameReader.header(7, 3), "a frame of kind 7 and length 3.",
                            FrameReader.header(FrameReader.ALIVE, 3), "a frame of kind 0 and length 3.",
                            FrameReader.header(FrameReader.MESSAGE, MAX_BYTES + 1),
                                    "a message of length 268435457, at most 268435456.",
                            FrameReader.header(FrameReader.MESSAGE, -1), "a message of length -1, at most 268435456.")
                    .entrySet()) {
                TransportClient client = greeted(context, receiving);
                String address = client.getChannel().localAddress().toString();
                client.getChannel().writeAndFlush(Unpooled.wrappedBuffer(frame.getKey()));
                assertThat(inbox.cause())
                        .isEqualTo("Closed the connection with " + address + ": Received what no endpoint sends: "
                                + frame.getValue());
            }
        }
        assertThat(inbox.messages).isEmpty();
    }

    @Test
    void garbageInsteadOfAGreeting_closesTheConnection() throws IOException, InterruptedException {
        Inbox inbox = new Inbox();
        Endpoint receiving = open(Map.of(), Duration.ofSeconds(2), inbox);
        // Instead of a greeting: another protocol; nothing; a frame of Spark's that would take 1 GiB.
        for (byte[] garbage : List.of(
                "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8),
                new byte[0],
                Arrays.copyOf(new byte[] {0, 0, 0, 0, 64, 0, 0, 0}, 100_000))) {
            try (Socket socket = new Socket(HOST, receiving.port())) {
                socket.setSoTimeout((int) LONG.toMillis());
                socket.getOutputStream().write(garbage);
                assertThat(readOrReset(socket)).isEqualTo(-1);
            }
        }
        assertThat(inbox.closed).isEmpty();
        assertThat(inbox.messages).isEmpty();
    }

    @Test
    void portInUse_theNextIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            int port = taken.getLocalPort();
            Endpoint endpoint = open(Map.of(EndpointSettings.PORT, Integer.toString(port)), LONG, new Inbox());
            assertThat(endpoint.port()).isBetween(port + 1, port + 2);
        }
    }

    @Test
    void driversEndpoint_isFoundAtItsHost() throws InterruptedException {
        SparkConf conf = new SparkConf(false)
                .setMaster("local")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "localhost")
                .set("spark.driver.bindAddress", HOST)
                .set("spark.authenticate", "true");
        Inbox inbox = new Inbox();
        JavaSparkContext spark = new JavaSparkContext(conf);
        try (Endpoint one = Endpoint.open(SparkEnv.get(), MAX_BYTES, inbox);
                Endpoint two = Endpoint.open(SparkEnv.get(), MAX_BYTES, new Inbox())) {
            assertThat(one.host()).isEqualTo("localhost");
            two.connect(one.host(), one.port()).send(new byte[] {5});
            assertThat(inbox.next().bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {5}));
        } finally {
            spark.stop();
        }
    }

    private static int readOrReset(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }
}
