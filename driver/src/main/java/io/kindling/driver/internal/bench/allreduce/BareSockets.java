package io.kindling.driver.internal.bench.allreduce;

import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.exchange.ExchangePlan.PhaseSlices;
import io.kindling.program.internal.exchange.ExchangePlan.Range;
import io.kindling.program.internal.replica.GradientBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The floor of an exchange over the network: the bytes of the same three exchanges, through a socket between the same two
 * processes, by threads that spin. Nothing is added, updated or checked.
 */
final class BareSockets {
    private static final int TRIES_BEFORE_YIELD = 1_000;
    private static final int TRIES_BETWEEN_CHECKS = 1 << 16;

    private final SocketChannel socket;
    private final StepClock clock;
    private final BooleanSupplier ended;
    private final GradientBuffer gradient;
    private final ByteBuffer[] scatter;
    private final ByteBuffer[] agree;
    private final ByteBuffer[] gather;
    private final ByteBuffer received;
    private final int gradientBytes;
    private final int weightBytes;

    /**
     * @param socket connects the two ranks
     * @param ended ends a wait for the other rank
     */
    BareSockets(ExchangePlan plan, int rank, SocketChannel socket, StepClock clock, BooleanSupplier ended)
            throws IOException {
        PhaseSlices phase = plan.phases().get(0);
        Range own = phase.slices().get(rank);
        Range other = phase.slices().get(1 - rank);
        this.socket = socket;
        this.clock = clock;
        this.ended = ended;
        this.gradient = new GradientBuffer(phase.layout());
        this.scatter = withMessage(gradient.all().bytes(other.from(), other.to()), plan.messageBytes());
        this.agree = withMessage(List.of(), 1);
        this.gather = new ByteBuffer[] {ByteBuffer.allocateDirect(own.size() * Float.BYTES)};
        this.gradientBytes = own.size() * Float.BYTES + plan.messageBytes();
        this.weightBytes = other.size() * Float.BYTES;
        this.received = ByteBuffer.allocateDirect(Math.max(gradientBytes, weightBytes));
        socket.configureBlocking(false);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    private static ByteBuffer[] withMessage(List<ByteBuffer> data, int messageBytes) {
        ByteBuffer[] all = new ByteBuffer[1 + data.size()];
        all[0] = ByteBuffer.allocateDirect(messageBytes);
        for (int i = 0; i < data.size(); i++) {
            all[i + 1] = data.get(i).slice();
        }
        return all;
    }

    /** Exchanges the bytes of steps. */
    void run(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                clock.write(gradient);
                exchange(scatter, gradientBytes);
                exchange(agree, 1);
                exchange(gather, weightBytes);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot measure bare sockets: " + failed.getMessage(), failed);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy here: nothing depends on it
    private void exchange(ByteBuffer[] sent, int expected) throws IOException {
        for (ByteBuffer buffer : sent) {
            buffer.clear();
        }
        received.clear().limit(expected);
        ByteBuffer last = sent[sent.length - 1];
        for (int tries = 1; last.hasRemaining() || received.hasRemaining(); tries++) {
            if (last.hasRemaining()) {
                socket.write(sent);
            }
            if (received.hasRemaining() && socket.read(received) < 0) {
                throw new IOException("the other rank has ended");
            }
            if (tries > TRIES_BEFORE_YIELD) {
                Thread.yield();
            }
            if (tries % TRIES_BETWEEN_CHECKS == 0 && ended.getAsBoolean()) {
                throw new IOException("the task was cancelled");
            }
        }
    }
}
