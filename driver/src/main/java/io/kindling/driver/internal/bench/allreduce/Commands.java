package io.kindling.driver.internal.bench.allreduce;

import io.kindling.program.internal.exchange.Exchange;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** How rank 0 tells the other rank how many steps to compute next. */
final class Commands {
    private final Exchange exchange;
    private final BooleanSupplier ended;

    /** @param ended ends a wait for the other rank */
    Commands(Exchange exchange, BooleanSupplier ended) {
        this.exchange = exchange;
        this.ended = ended;
    }

    void send(int steps) {
        exchange(ByteBuffer.allocate(Integer.BYTES).putInt(steps).array());
    }

    int receive() {
        return exchange(new byte[0]);
    }

    private int exchange(byte[] command) {
        exchange.scatter(0, command);
        await();
        int steps = ByteBuffer.wrap(exchange.message(0)).getInt();
        exchange.agree(new byte[0]);
        await();
        exchange.gather(0);
        await();
        return steps;
    }

    private void await() {
        if (!exchange.await(ended)) {
            throw new IllegalStateException("Cannot measure: the task was cancelled.");
        }
    }
}
