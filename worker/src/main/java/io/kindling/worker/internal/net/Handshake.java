package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.ExchangeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.util.TransportFrameDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns Spark's connections into ours. Spark's bootstraps authenticate and encrypt a new connection; then the side that opened it
 * sends a greeting, as a remote procedure call of Spark's protocol, and the other answers with the same. From then on both sides
 * send frames. Until then a peer may send only a few bytes, and must be done within the time limit.
 */
final class Handshake extends RpcHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);
    private static final String LIMIT = "kindling-limit";
    private static final int MAX_BYTES = 64 << 10;
    private static final int MAGIC = 0x4b4e4448;
    /** The version of the frames and of all that they carry. */
    private static final int VERSION = 1;

    private final EndpointSettings settings;
    private final PeerListener listener;
    /** Told of each new connection. */
    private final Consumer<PeerConnection> opened;

    private final StreamManager noStreams = new OneForOneStreamManager();

    Handshake(EndpointSettings settings, PeerListener listener, Consumer<PeerConnection> opened) {
        this.settings = settings;
        this.listener = listener;
        this.opened = opened;
    }

    /** Greets the other side of a connection that this side opened; the result fails if it is not an endpoint of this version. */
    CompletableFuture<PeerConnection> greet(TransportClient client) {
        CompletableFuture<PeerConnection> connection = new CompletableFuture<>();
        client.sendRpc(greeting(), new RpcResponseCallback() {
            @Override
            public void onSuccess(ByteBuffer response) {
                try {
                    require(response);
                    connection.complete(takeOver(client.getChannel()));
                } catch (Throwable invalid) {
                    onFailure(invalid);
                }
            }

            @Override
            public void onFailure(Throwable cause) {
                PeerConnection.close(client.getChannel());
                connection.completeExceptionally(cause);
            }
        });
        return connection;
    }

    static ByteBuffer greeting() {
        return ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(MAGIC)
                .putInt(VERSION)
                .flip();
    }

    private static void require(ByteBuffer greeting) {
        if (greeting.remaining() != 2 * Integer.BYTES || greeting.getInt() != MAGIC) {
            throw new ExchangeException("Received a greeting that no endpoint sends.");
        }
        int version = greeting.getInt();
        if (version != VERSION) {
            throw new ExchangeException("Received a greeting of version " + version + ", and this is version " + VERSION
                    + ". Use the same version of Kindling in all processes.");
        }
    }

    private PeerConnection takeOver(Channel socket) {
        socket.pipeline().remove(LIMIT);
        PeerConnection connection = PeerConnection.over(socket, settings, listener);
        opened.accept(connection);
        return connection;
    }

    /** Answers a greeting. */
    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
        try {
            require(message);
            takeOver(client.getChannel());
            callback.onSuccess(greeting());
        } catch (Throwable invalid) {
            callback.onFailure(invalid);
            refuse(client.getChannel(), invalid.toString());
        }
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message) {
        refuse(client.getChannel(), "Received a message before a greeting.");
    }

    @Override
    public StreamManager getStreamManager() {
        return noStreams;
    }

    @Override
    public void channelActive(TransportClient client) {
        Channel socket = client.getChannel();
        socket.pipeline().addBefore(TransportFrameDecoder.HANDLER_NAME, LIMIT, new Limit());
        long limit = settings.peerTimeout().toMillis();
        var unused = socket.eventLoop()
                .schedule(
                        () -> {
                            if (socket.isActive() && PeerConnection.of(socket) == null) {
                                refuse(socket, "It did not authenticate and greet within " + limit + " ms.");
                            }
                        },
                        limit,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(TransportClient client) {
        PeerConnection connection = PeerConnection.of(client.getChannel());
        if (connection != null) {
            connection.closed();
        }
    }

    @Override
    public void exceptionCaught(Throwable cause, TransportClient client) {
        PeerConnection connection = PeerConnection.of(client.getChannel());
        if (connection != null) {
            connection.fail(cause);
        }
    }

    private static void refuse(Channel socket, String reason) {
        LOG.warn("Refused a connection with {}: {}", PeerConnection.peer(socket), reason);
        PeerConnection.close(socket);
    }

    /** Limits what a peer may send before it has greeted: Spark's protocol would keep it in memory. */
    private static final class Limit extends ChannelInboundHandlerAdapter {
        private long received;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            received += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            if (received <= MAX_BYTES) {
                context.fireChannelRead(message);
            } else {
                ReferenceCountUtil.release(message);
                refuse(context.channel(), "Received more than " + MAX_BYTES + " bytes before a greeting.");
            }
        }
    }
}
