package io.kindling.driver.internal.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.program.internal.exchange.ExchangePlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** @see BareSockets */
class BareFloorTest {
    private static final int FLOATS = 9_000;
    private static final int STEPS = 20;

    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        other.shutdownNow();
    }

    private static ServerSocketChannel listen() throws Exception {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Test
    void sockets_exchangeAllBytesOfEachStep() throws Exception {
        OneLayer.Built built = OneLayer.withWeights(FLOATS);
        ExchangePlan plan = ExchangeSteps.plan(built.program());
        StepClock first = new StepClock(built.program().layouts().get(0));
        StepClock second = new StepClock(built.program().layouts().get(0));
        try (ServerSocketChannel server = listen();
                SocketChannel socket = SocketChannel.open(server.getLocalAddress());
                SocketChannel accepted = server.accept()) {
            BareSockets theirs = new BareSockets(plan, 1, accepted, second, () -> false);
            Future<?> done = other.submit(() -> theirs.run(STEPS));
            new BareSockets(plan, 0, socket, first, () -> false).run(STEPS);
            done.get();
            // Nothing is left: the ranks expect what the others send.
            socket.shutdownOutput();
            assertThat(accepted.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        assertThat(first.sorted()).hasSize(STEPS - 1);
        assertThat(second.sorted()).hasSize(STEPS - 1);
    }

    @Test
    void sockets_endIfTheOtherRankHasEnded() throws Exception {
        OneLayer.Built built = OneLayer.withWeights(FLOATS);
        StepClock clock = new StepClock(built.program().layouts().get(0));
        try (ServerSocketChannel server = listen();
                SocketChannel socket = SocketChannel.open(server.getLocalAddress())) {
            server.accept().close();
            BareSockets sockets = new BareSockets(ExchangeSteps.plan(built.program()), 0, socket, clock, () -> false);
            assertThatThrownBy(() -> sockets.run(STEPS)).hasMessageStartingWith("Cannot measure bare sockets: ");
        }
    }

    @Test
    void threads_haveTheSameNewWeights() {
        BareThreads threads = new BareThreads(FLOATS);
        threads.run(STEPS);
        threads.run(STEPS);
        float[] expected = new float[FLOATS];
        for (int step = 0; step < 2 * STEPS; step++) {
            for (int i = 0; i < FLOATS; i++) {
                expected[i] -= 0.01f * (1f / (1 + i) + 1f / (1 + i));
            }
        }
        assertThat(threads.weights(0)).isEqualTo(expected);
        assertThat(threads.weights(1)).isEqualTo(expected);
        assertThat(threads.sorted()).hasSize(2 * STEPS - 1).doesNotContain(0L);
    }
}
