package io.kindling.worker.internal.net;

import io.kindling.program.internal.exchange.ExchangeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.util.NettyUtils;
import org.apache.spark.network.util.TransportFrameDecoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection between two endpoints; both can send messages. It stays open while there is nothing to send. If the other side's
 * process or machine does not answer for {@link EndpointSettings#peerTimeout}, the connection is closed.
 */
public final class PeerConnection {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    private static final AttributeKey<PeerConnection> OF_SOCKET = AttributeKey.valueOf("io.kindling.connection");
    private static final String OUTBOX = "kindling-outbox";
    /** How often within the time limit a connection says that it is alive, and looks whether the other side did. */
    private static final int CHECKS = 4;

    private final Channel socket;
    private final String peer;
    private final EndpointSettings settings;
    private final PeerListener listener;
    private final Outbox outbox;
    private final FrameReader reader;
    private volatile boolean closing;
    private volatile int maxMessageBytes;

    // Used only by the socket's thread.
    private final Future<?> checks;
    private boolean heard = true;
    private int silent;
    private @Nullable ExchangeException failure;

    private PeerConnection(Channel socket, EndpointSettings settings, PeerListener listener) {
        this.socket = socket;
        this.peer = peer(socket);
        this.settings = settings;
        this.listener = listener;
        this.outbox = new Outbox(socket);
        this.maxMessageBytes = settings.maxMessageBytes();
        this.reader = new FrameReader(maxMessageBytes, new WholeMessages(message -> listener.received(this, message)));
        long interval = Math.max(1, settings.peerTimeout().toMillis() / CHECKS);
        this.checks = socket.eventLoop().scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Takes over a socket: all bytes that arrive from now on are frames. It must be called by the socket's thread. */
    static PeerConnection over(Channel socket, EndpointSettings settings, PeerListener listener) {
        PeerConnection connection = new PeerConnection(socket, settings, listener);
        socket.attr(OF_SOCKET).set(connection);
        socket.pipeline().addLast(OUTBOX, connection.outbox);
        socket.pipeline().get(TransportFrameDecoder.class).setInterceptor(connection.new Bytes());
        return connection;
    }

    /** The connection over a socket, or null if it was not taken over. */
    static @Nullable PeerConnection of(Channel socket) {
        return socket.attr(OF_SOCKET).get();
    }

    static String peer(Channel socket) {
        return NettyUtils.getRemoteAddress(socket);
    }

    /** Closes a socket, soon: whatever becomes of that, {@link #closed} follows. */
    static void close(Channel socket) {
        var unused = socket.close();
    }

    /** The address of the other side. */
    public String peer() {
        return peer;
    }

    /**
     * Sends a message. It returns at once; the buffers must not be changed until the other side is known to have received them.
     * On a closed connection nothing happens.
     *
     * @param parts their remaining bytes make up the message
     */
    public void send(ByteBuffer... parts) {
        long length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        if (length > maxMessageBytes) {
            throw new IllegalArgumentException(
                    "Invalid message: " + length + " bytes (at most " + maxMessageBytes + ").");
        }
        ByteBuffer[] frame = new ByteBuffer[parts.length + 1];
        frame[0] = FrameReader.header(FrameReader.MESSAGE, (int) length);
        System.arraycopy(parts, 0, frame, 1, parts.length);
        outbox.send(frame);
    }

    /** Sends a message; see {@link #send(ByteBuffer...)}. */
    public void send(byte[] message) {
        send(ByteBuffer.wrap(message));
    }

    /** Closes the connection once everything is sent. */
    public void close() {
        closing = true;
        outbox.end();
    }

    /** Closes the connection at once. */
    void abort() {
        closing = true;
        close(socket);
    }

    /** Runs an action on the socket's thread: now if this is it. */
    void run(Runnable action) {
        if (socket.eventLoop().inEventLoop()) {
            action.run();
        } else {
            socket.eventLoop().execute(action);
        }
    }

    /**
     * Gives the messages that begin from now on to another receiver. It must be called by the socket's thread.
     *
     * @param longest the length of the longest message, in both directions
     */
    void receiver(MessageReceiver receiver, int longest) {
        maxMessageBytes = longest;
        reader.receiver(receiver, longest);
    }

    /** Closes the connection because of an error. It must be called by the socket's thread. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = new ExchangeException("Closed the connection with " + peer + ": " + cause.getMessage(), cause);
        }
        close(socket);
    }

    /** The socket is closed. It is called by the socket's thread. */
    void closed() {
        checks.cancel(false);
        if (failure == null) {
            failure = new ExchangeException(
                    closing
                            ? "Closed the connection with " + peer + "."
                            : "The connection was closed by " + peer + ".");
        }
        listener.closed(this, failure);
    }

    /** Counts checks and not time: if this process was suspended, it first reads what has arrived meanwhile. */
    private void check() {
        silent = heard ? 0 : silent + 1;
        heard = false;
        if (silent >= CHECKS) {
            fail(new ExchangeException("It did not answer for "
                    + settings.peerTimeout().toMillis() + " ms. Its process or"
                    + " machine is stopped or overloaded; a longer limit can be set by " + EndpointSettings.PEER_TIMEOUT
                    + "."));
        } else {
            outbox.send(FrameReader.header(FrameReader.ALIVE, 0));
        }
    }

    /** Takes the bytes that arrive. */
    private final class Bytes implements TransportFrameDecoder.Interceptor {
        @Override
        public boolean handle(ByteBuf data) {
            heard = true;
            ByteBuffer bytes = data.nioBuffer();
            data.skipBytes(data.readableBytes());
            if (failure == null) {
                try {
                    reader.read(bytes);
                } catch (Throwable invalid) {
                    LOG.warn("Closing the connection with {}: {}", peer, invalid.toString());
                    fail(invalid);
                }
            }
            return true;
        }

        @Override
        public void exceptionCaught(Throwable cause) {
            fail(cause);
        }

        @Override
        public void channelInactive() {
            // The handshake's handler is told, too.
        }
    }
}
