package io.kindling.driver.internal.bench.allreduce;

import io.kindling.config.Config;
import io.kindling.driver.internal.bench.WarmUp;
import io.kindling.driver.internal.bench.allreduce.Commands.Route;
import io.kindling.io.internal.Json;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.exchange.MappedExchange;
import io.kindling.worker.internal.net.ExchangeEndpoint;
import io.kindling.worker.internal.net.NetworkExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;

/**
 * A task that is a rank. Rank 0 creates the file that both map, measures, and tells the other rank what to do; it also measures
 * threads of its own process while the other waits. Returns what it measured as JSON.
 */
final class MeasureRank implements Function<Integer, String> {
    private static final long serialVersionUID = 1L;

    static final String MAPPED = "mapped";
    static final String NETWORK = "network";
    static final String SOCKETS = "sockets";
    static final String THREADS = "threads";
    static final String BARE_THREADS = "bare_threads";
    static final String NOTE = "note";
    static final String PROCESS = "process";

    private static final String FILE = "file";
    private static final String PLACE = "place";
    private static final String PORT = "port";

    private static final int ROUNDS = 15;
    /** Rounds that other programs slow down are fewer. */
    private static final long MOST_NANOS = 60_000_000_000L;

    /** A round of the network has so many times fewer steps than one of shared memory: they take longer. */
    private static final int SLOWER = 6;

    private static final int ACCEPT_MILLIS = 60_000;

    private final String folder;
    private final int floats;

    /**
     * @param folder where the ranks tell each other how to be reached
     * @param floats the number of weights
     */
    MeasureRank(String folder, int floats) {
        this.folder = folder;
        this.floats = floats;
    }

    @Override
    public String call(Integer rank) throws IOException {
        OneLayer.Built built = OneLayer.withWeights(floats);
        ExchangePlan plan = ExchangeSteps.plan(built.program());
        Rendezvous rendezvous = new Rendezvous(Path.of(folder));
        try (ExchangeEndpoint endpoint = ExchangeEndpoint.open(SparkEnv.get())) {
            if (rank == 0) {
                return Json.compact(first(built, plan, endpoint, rendezvous));
            }
            second(built, plan, endpoint, rendezvous);
            return Json.compact(Config.of(PROCESS, ProcessHandle.current().pid()));
        }
    }

    private Config first(OneLayer.Built built, ExchangePlan plan, ExchangeEndpoint endpoint, Rendezvous rendezvous)
            throws IOException {
        Path fallback = Path.of(System.getProperty("java.io.tmpdir"));
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (MappedExchange mapped = MappedExchange.create(MappedExchange.folders(fallback), plan, 0);
                ServerSocketChannel server = ServerSocketChannel.open().bind(loopback)) {
            rendezvous.tell(
                    0,
                    Config.of(
                            FILE, mapped.file().toString(),
                            PLACE, endpoint.place(),
                            PORT, server.socket().getLocalPort()));
            String other = rendezvous.await(1).string(PLACE);
            server.socket().setSoTimeout(ACCEPT_MILLIS);
            try (NetworkExchange network = endpoint.join(1, 0, plan, List.of(endpoint.place(), other));
                    SocketChannel socket = server.socket().accept().getChannel()) {
                Routes routes = new Routes(built.program(), plan, 0, mapped, network, socket);
                return measure(built, routes)
                        .with(NOTE, mapped.note().orElse(""))
                        .with(PROCESS, ProcessHandle.current().pid());
            }
        }
    }

    private static void second(
            OneLayer.Built built, ExchangePlan plan, ExchangeEndpoint endpoint, Rendezvous rendezvous)
            throws IOException {
        rendezvous.tell(1, Config.of(PLACE, endpoint.place()));
        Config other = rendezvous.await(0);
        InetSocketAddress bare = new InetSocketAddress(InetAddress.getLoopbackAddress(), other.integer(PORT));
        try (MappedExchange mapped = MappedExchange.open(Path.of(other.string(FILE)), plan, 1);
                NetworkExchange network = endpoint.join(1, 1, plan, List.of(other.string(PLACE), endpoint.place()));
                SocketChannel socket = SocketChannel.open(bare)) {
            Routes routes = new Routes(built.program(), plan, 1, mapped, network, socket);
            routes.follow();
        }
    }

    private Config measure(OneLayer.Built built, Routes routes) {
        // Rounds of a tenth of a second: much longer than a start, shorter than most disturbances.
        int count = 100_000_000 / floats;
        StepClock threadClock = new StepClock(built.program().layouts().get(0));
        BareThreads bareThreads = new BareThreads(floats);
        try (ThreadSteps threads = new ThreadSteps(built, threadClock)) {
            Runnable round = () -> {
                routes.lead(Route.MAPPED, count);
                threads.run(count);
                bareThreads.run(count);
                routes.lead(Route.NETWORK, count / SLOWER);
                routes.lead(Route.BARE_SOCKETS, count / SLOWER);
            };
            WarmUp.with(round);
            routes.reset();
            threadClock.reset();
            bareThreads.reset();
            long start = System.nanoTime();
            for (int i = 0; i < ROUNDS && System.nanoTime() - start < MOST_NANOS; i++) {
                round.run();
            }
            routes.end();
        }
        return Config.of(
                MAPPED, routes.times(Route.MAPPED),
                NETWORK, routes.times(Route.NETWORK),
                SOCKETS, routes.times(Route.BARE_SOCKETS),
                THREADS, StepTimes.of(threadClock.sorted()).asConfig(),
                BARE_THREADS, StepTimes.of(bareThreads.sorted()).asConfig());
    }
}
