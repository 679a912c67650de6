package io.kindling.driver.internal.run.output;

import io.kindling.config.Config;
import io.kindling.io.Location;
import io.kindling.io.internal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The file {@code unfinished.json}, which names the process that writes to an output folder. It exists from the start of a
 * run until all of its output is written.
 *
 * @param command the command line of the run
 * @param host the machine it runs on
 * @param process the process id there, or {@value #ENDED} once the run has ended without finishing
 * @param started when the process was started
 */
record RunLock(String command, String host, long process, Instant started) {
    static final String FILE = "unfinished.json";

    private static final long ENDED = 0;
    private static final String UNKNOWN_HOST = "unknown";
    private static final int MAX_BYTES = 1 << 20;
    /** Linux derives start times from its boot time, which clock corrections can change by a few seconds. */
    private static final Duration CLOCK_CORRECTION = Duration.ofSeconds(10);

    /** Returns the mark of a run in this process. */
    static RunLock ofThisProcess(String command) {
        ProcessHandle self = ProcessHandle.current();
        return new RunLock(command, thisHost(), self.pid(), startOf(self));
    }

    /** Returns the lock to write when the run has ended. */
    RunLock ended() {
        return new RunLock(command, host, ENDED, started);
    }

    /** Returns whether the run is known to have ended; always false for an unfinished run on another machine. */
    boolean isEnded() {
        return process == ENDED || (isOfThisHost() && !isRunning());
    }

    /** Returns whether this is an ended run of this process. */
    boolean isEndedRunOfThisProcess() {
        return process == ENDED && isOfThisHost() && started.equals(startOf(ProcessHandle.current()));
    }

    /** Returns whether the run's process is alive on this machine. */
    boolean isRunning() {
        return process != ENDED
                && isOfThisHost()
                && ProcessHandle.of(process).filter(this::hasSameStart).isPresent();
    }

    /** Compares start times, since the system reuses process ids. */
    private boolean hasSameStart(ProcessHandle other) {
        return Duration.between(started, startOf(other)).abs().compareTo(CLOCK_CORRECTION) < 0;
    }

    private boolean isOfThisHost() {
        return !host.equals(UNKNOWN_HOST) && host.equals(thisHost());
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return UNKNOWN_HOST;
        }
    }

    void write(Location folder) throws IOException {
        folder.child(FILE).write(out -> out.write(text()));
    }

    /** @return false if there is another mark already */
    boolean writeNew(Location folder) throws IOException {
        return folder.child(FILE).writeNew(out -> out.write(text()));
    }

    private byte[] text() {
        Config config = Config.of("command", command, "host", host, "process", process, "started", started.toString());
        return Json.indented(config).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the mark in a folder. A mark that cannot be parsed counts as one of an unknown host. */
    static Optional<RunLock> read(Location folder) throws IOException {
        Location file = folder.child(FILE);
        if (!file.exists()) {
            return Optional.empty();
        }
        try (InputStream in = file.open()) {
            Config config = Json.parse(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
            return Optional.of(new RunLock(
                    config.string("command"),
                    config.string("host"),
                    config.longInteger("process"),
                    Instant.parse(config.string("started"))));
        } catch (IllegalArgumentException | DateTimeException unknown) {
            return Optional.of(new RunLock("", UNKNOWN_HOST, -1, Instant.EPOCH));
        }
    }
}
