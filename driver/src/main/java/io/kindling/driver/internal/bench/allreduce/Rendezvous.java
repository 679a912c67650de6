package io.kindling.driver.internal.bench.allreduce;

import io.kindling.config.Config;
import io.kindling.io.internal.Json;
import io.kindling.program.internal.exchange.ExchangeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.LockSupport;

/** Where two ranks tell each other how to be reached: a folder of this machine, with a file of each rank. */
final class Rendezvous {
    private static final long POLL_NANOS = 10_000_000;
    private static final long LIMIT_MILLIS = 60_000;

    private final Path folder;

    Rendezvous(Path folder) {
        this.folder = folder;
    }

    private Path file(int rank) {
        return folder.resolve("rank-" + rank);
    }

    /** Says how a rank can be reached. */
    void tell(int rank, Config place) throws IOException {
        Path written = Files.writeString(folder.resolve("writing-" + rank), Json.compact(place));
        Files.move(written, file(rank), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Waits until another rank says how it can be reached.
     *
     * @throws ExchangeException if it does not in time
     */
    Config await(int rank) throws IOException {
        long start = System.currentTimeMillis();
        while (!Files.exists(file(rank))) {
            if (System.currentTimeMillis() - start > LIMIT_MILLIS) {
                throw new ExchangeException(
                        "Cannot measure: rank " + rank + " has not written " + file(rank) + " within "
                                + LIMIT_MILLIS / 1000
                                + " s. Both executors must run on this machine, at the same time.");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return Json.parse(Files.readString(file(rank)));
    }

    /** Deletes what two ranks have written, and the folder. */
    void delete() throws IOException {
        Files.deleteIfExists(file(0));
        Files.deleteIfExists(file(1));
        Files.deleteIfExists(folder);
    }
}
