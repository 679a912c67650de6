package io.kindling.driver.internal.bench.allreduce;

import io.kindling.config.Config;
import io.kindling.driver.internal.bench.WarmUp;
import io.kindling.io.internal.Json;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.exchange.MappedExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/**
 * A task that is a rank. Rank 0 creates the file that both map, measures, and tells the other rank what to do; it also measures
 * two threads of its own process while the other waits. Returns what it measured as JSON.
 */
final class MeasureRank implements Function<Integer, String> {
    private static final long POLL_NANOS = 10_000_000;
    private static final long serialVersionUID = 1L;

    /** Holds the path of the exchange. */
    static final String FILE = "file";

    static final String MAPPED = "mapped";
    static final String THREADS = "threads";
    static final String NOTE = "note";
    static final String PROCESS = "process";

    private static final int ROUNDS = 15;
    private static final long RENDEZVOUS_MILLIS = 60_000;

    private final String folder;
    private final int floats;

    /**
     * @param folder where rank 0 tells the other where the file is
     * @param floats the number of weights
     */
    MeasureRank(String folder, int floats) {
        this.folder = folder;
        this.floats = floats;
    }

    @Override
    public String call(Integer rank) throws IOException, InterruptedException {
        OneLayer.Built built = OneLayer.withWeights(floats);
        ExchangePlan plan = ExchangeSteps.plan(built.program());
        StepClock clock = new StepClock(built.program().layouts().get(0));
        TaskContext task = TaskContext.get();
        try (MappedExchange exchange = rank == 0 ? create(plan) : open(plan)) {
            ExchangeSteps mapped = new ExchangeSteps(built.program(), exchange, rank, clock, task::isInterrupted);
            Commands commands = new Commands(exchange, task::isInterrupted);
            if (rank == 0) {
                return Json.compact(measure(built, mapped, clock, commands)
                        .with(NOTE, exchange.note().orElse(""))
                        .with(PROCESS, ProcessHandle.current().pid()));
            }
            for (int steps = commands.receive(); steps > 0; steps = commands.receive()) {
                mapped.run(steps);
            }
            return Json.compact(Config.of(PROCESS, ProcessHandle.current().pid()));
        }
    }

    private Config measure(OneLayer.Built built, ExchangeSteps mapped, StepClock clock, Commands commands) {
        // Rounds of a tenth of a second: much longer than a start, shorter than most disturbances.
        int steps = 100_000_000 / floats;
        StepClock threadClock = new StepClock(built.program().layouts().get(0));
        try (ThreadSteps threads = new ThreadSteps(built, threadClock)) {
            Runnable round = () -> {
                commands.send(steps);
                mapped.run(steps);
                threads.run(steps);
            };
            WarmUp.with(round);
            clock.reset();
            threadClock.reset();
            for (int i = 0; i < ROUNDS; i++) {
                round.run();
            }
            commands.send(0);
        }
        return Config.of(
                MAPPED, StepTimes.of(clock.sorted()).asConfig(),
                THREADS, StepTimes.of(threadClock.sorted()).asConfig());
    }

    private MappedExchange create(ExchangePlan plan) throws IOException {
        MappedExchange exchange =
                MappedExchange.create(MappedExchange.folders(Path.of(System.getProperty("java.io.tmpdir"))), plan, 0);
        Path written =
                Files.writeString(Path.of(folder, "writing"), exchange.file().toString());
        Files.move(written, Path.of(folder, FILE), StandardCopyOption.ATOMIC_MOVE);
        return exchange;
    }

    private MappedExchange open(ExchangePlan plan) throws IOException, InterruptedException {
        Path file = Path.of(folder, FILE);
        long start = System.currentTimeMillis();
        while (!Files.exists(file)) {
            if (System.currentTimeMillis() - start > RENDEZVOUS_MILLIS) {
                throw new ExchangeException("Cannot measure: rank 0 has not written " + file + " within "
                        + RENDEZVOUS_MILLIS / 1000 + " s. Both executors must run on this machine, at the same time.");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return MappedExchange.open(Path.of(Files.readString(file)), plan, 1);
    }
}
