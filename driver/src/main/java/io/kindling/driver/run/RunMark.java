package io.kindling.driver.run;

import io.kindling.io.Json;
import io.kindling.io.Location;
import io.kindling.nn.Config;
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
 * {@code unfinished.json}: stands in an output folder from a run's beginning until all its output is written, and says which
 * process writes there.
 *
 * @param command how the run was asked for
 * @param host the machine it runs on
 * @param process the process's number there, {@value #ENDED} once the run has ended without finishing
 * @param started when the process was started
 */
record RunMark(String command, String host, long process, Instant started) {
    static final String FILE = "unfinished.json";

    private static final long ENDED = 0;
    private static final String UNKNOWN_HOST = "unknown";
    private static final int MOST_BYTES = 1 << 20;
    /** The system tells start times by adding to that of its own start, which it may correct meanwhile. */
    private static final Duration CLOCK_CORRECTION = Duration.ofSeconds(10);

    /** That of a run in this process. */
    static RunMark ofThisProcess(String command) {
        ProcessHandle self = ProcessHandle.current();
        return new RunMark(command, thisHost(), self.pid(), startOf(self));
    }

    /** The same run, having ended. */
    RunMark ended() {
        return new RunMark(command, host, ENDED, started);
    }

    /** Whether the run has ended, as far as can be told from this machine. */
    boolean isEnded() {
        return process == ENDED || (isOfThisHost() && !isGoing());
    }

    /** Whether the run is one of this process that has ended. */
    boolean wasOfThisProcess() {
        return process == ENDED && isOfThisHost() && started.equals(startOf(ProcessHandle.current()));
    }

    /** Whether the run's process is one of this machine's that lives. */
    boolean isGoing() {
        return process != ENDED
                && isOfThisHost()
                && ProcessHandle.of(process).filter(this::startedWhenItDid).isPresent();
    }

    /** A number is given again, to a process that starts later. */
    private boolean startedWhenItDid(ProcessHandle other) {
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

    /** @return false where another mark stands */
    boolean writeNew(Location folder) throws IOException {
        return folder.child(FILE).writeNew(out -> out.write(text()));
    }

    private byte[] text() {
        Config config = Config.of("command", command, "host", host, "process", process, "started", started.toString());
        return Json.indented(config).getBytes(StandardCharsets.UTF_8);
    }

    /** That in a folder; one that cannot be understood is of a machine that nobody knows. */
    static Optional<RunMark> read(Location folder) throws IOException {
        Location file = folder.child(FILE);
        if (!file.exists()) {
            return Optional.empty();
        }
        try (InputStream in = file.open()) {
            Config config = Json.parse(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            return Optional.of(new RunMark(
                    config.string("command"),
                    config.string("host"),
                    config.longInteger("process"),
                    Instant.parse(config.string("started"))));
        } catch (IllegalArgumentException | DateTimeException unknown) {
            return Optional.of(new RunMark("", UNKNOWN_HOST, -1, Instant.EPOCH));
        }
    }
}
