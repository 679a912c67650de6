package io.kindling.driver.internal.run.output;

import io.kindling.config.Config;
import io.kindling.io.Location;
import io.kindling.io.PreparedFile;
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
    /** The last characters of a whole mark. */
    private static final String END = "}\n";

    private static final RunLock BROKEN_OFF = new RunLock("", UNKNOWN_HOST, ENDED, Instant.EPOCH);
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

    /** Returns whether this is a run of this process, which may have ended. */
    boolean isRunOfThisProcess() {
        return isOfThisHost() && started.equals(startOf(ProcessHandle.current()));
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

    /** Returns whether a file of this name is a mark that is not in place, unless its run is just putting it there. */
    static boolean isPrepared(String name) {
        return name.startsWith("." + FILE + ".") && PreparedFile.isTemporary(name);
    }

    void write(Location folder) throws IOException {
        folder.child(FILE).write(out -> out.write(text()));
    }

    /**
     * Puts the mark into a folder, in place of an obsolete one, which stays if there is no space for the new one.
     *
     * @return the mark to replace it once the run has ended; empty if another run has put its mark there
     */
    Optional<PreparedFile> claim(Location folder, Optional<RunLock> obsolete) throws IOException {
        PreparedFile ended = ended().prepare(folder);
        boolean claimed = false;
        try (PreparedFile mark = prepare(folder)) {
            if (obsolete.isPresent()) {
                folder.child(FILE).delete();
            }
            claimed = mark.putNew();
        } finally {
            if (!claimed) {
                ended.close();
            }
        }
        return claimed ? Optional.of(ended) : Optional.empty();
    }

    /** Writes the mark under a temporary name. */
    private PreparedFile prepare(Location folder) throws IOException {
        return folder.child(FILE).prepare(out -> out.write(text()));
    }

    private byte[] text() {
        Config config = Config.of("command", command, "host", host, "process", process, "started", started.toString());
        return Json.indented(config).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the mark in a folder. One that breaks off was left by a run that has ended, since a mark is complete before it is in
     * place; one that cannot be understood counts as one of an unknown host.
     */
    static Optional<RunLock> read(Location folder) throws IOException {
        Location file = folder.child(FILE);
        if (!file.exists()) {
            return Optional.empty();
        }
        try (InputStream in = file.open()) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            if (!text.endsWith(END)) {
                return Optional.of(BROKEN_OFF);
            }
            Config config = Json.parse(text);
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
