package io.kindling.worker.internal.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to a socket in pieces, no faster than the socket takes them: the network library copies each piece that is in
 * the heap, and keeps what it cannot write yet.
 */
final class Outbox extends ChannelInboundHandlerAdapter {
    private static final int PIECE_BYTES = 256 << 10;
    private final Channel socket;
    private final Queue<ByteBuffer> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean ending;
    /** The buffer that is being written; used only by the socket's thread. */
    private @Nullable ByteBuffer current;

    Outbox(Channel socket) {
        this.socket = socket;
    }

    /** Writes buffers, not interleaved with others. They must not be changed before the other side has received them. */
    void send(ByteBuffer... buffers) {
        synchronized (this) {
            for (ByteBuffer buffer : buffers) {
                waiting.add(buffer.slice());
            }
        }
        schedule();
    }

    /** Closes the socket once everything is written. */
    void end() {
        ending = true;
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            socket.eventLoop().execute(this::write);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        write();
        context.fireChannelWritabilityChanged();
    }

    private void write() {
        scheduled.set(false);
        if (!socket.isActive()) {
            waiting.clear();
            current = null;
            return;
        }
        boolean wrote = true;
        while (wrote) {
            wrote = false;
            for (ByteBuffer next = next(); next != null && socket.isWritable(); next = next()) {
                writePiece(next);
                wrote = true;
            }
            if (wrote) {
                socket.flush();
            }
        }
        if (ending && next() == null) {
            socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private @Nullable ByteBuffer next() {
        if (current == null) {
            current = waiting.poll();
        }
        return current;
    }

    private void writePiece(ByteBuffer buffer) {
        int count = Math.min(PIECE_BYTES, buffer.remaining());
        socket.write(Unpooled.wrappedBuffer(buffer.slice(buffer.position(), count)))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        buffer.position(buffer.position() + count);
        if (!buffer.hasRemaining()) {
            current = null;
        }
    }
}
