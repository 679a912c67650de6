package io.kindling.driver.internal.bench.allreduce;

import io.kindling.program.internal.exchange.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** How rank 0 tells the other rank which steps to compute next. */
final class Commands {
    /** What the steps of both ranks go through. */
    enum Route {
        MAPPED,
        NETWORK,
        /** Sockets that nothing is computed with: what the network could do at best. */
        BARE_SOCKETS
    }

    /** @param steps how many steps to compute; none at the end */
    record Command(Route route, int steps) {}

    private final Exchange exchange;
    private final BooleanSupplier ended;

    /** @param ended ends a wait for the other rank */
    Commands(Exchange exchange, BooleanSupplier ended) {
        this.exchange = exchange;
        this.ended = ended;
    }

    void send(Route route, int steps) {
        exchange((route + " " + steps).getBytes(StandardCharsets.US_ASCII));
    }

    Command receive() {
        return exchange(new byte[0]);
    }

    private Command exchange(byte[] sent) {
        exchange.scatter(0, sent);
        await();
        String[] command = new String(exchange.message(0), StandardCharsets.US_ASCII).split(" ", 2);
        exchange.agree(new byte[0]);
        await();
        exchange.gather(0);
        await();
        return new Command(Route.valueOf(command[0]), Integer.parseInt(command[1]));
    }

    private void await() {
        if (!exchange.await(ended)) {
            throw new IllegalStateException("Cannot measure: the task was cancelled.");
        }
    }
}
