package io.kindling.io.internal.lock;

import io.kindling.config.Config;
import io.kindling.io.Location;
import io.kindling.io.PreparedFile;
import io.kindling.io.internal.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The file {@code unfinished-1.json}, which names the run that writes to a folder, from its start until all of its output is
 * written. Who takes over from a run that did not finish creates the file with the next number, and the highest number counts.
 * A file is only ever created if there is none of its name, so of several that take over one succeeds, and each can tell whether
 * it still has the lock.
 *
 * @param number the number of the file, from 1
 * @param owner identifies the run
 * @param command how the run was started
 * @param host the machine it runs on
 * @param process the process id there
 * @param started when the process was started
 * @param submission identifies the submission to a cluster that started the process
 */
public record RunLock(
        int number,
        String owner,
        String command,
        String host,
        long process,
        Instant started,
        Optional<String> submission) {
    /** What is known about a run. */
    public enum State {
        RUNNING,
        ENDED,
        /** It runs on another machine, or ended there without having been able to say so. */
        UNKNOWN
    }

    private static final String PREFIX = "unfinished-";
    private static final String SUFFIX = ".json";
    private static final Pattern NAME = Pattern.compile("unfinished-[1-9]\\d{0,8}\\.json");
    private static final String UNKNOWN_HOST = "unknown";
    /** The owner of a lock that was not written completely, which therefore has no heartbeat. */
    private static final String NOBODY = "nobody";
    /** The owner of a lock that is not understood, whose heartbeat is not known. */
    private static final String ANYBODY = "";
    /** The last characters of a whole file. */
    private static final String END = "}\n";

    private static final int MAX_BYTES = 1 << 20;
    /** Linux derives start times from its boot time, which clock corrections can change by a few seconds. */
    private static final Duration CLOCK_CORRECTION = Duration.ofSeconds(10);

    /**
     * Returns a lock for a run in this process, to take over from another one if there is one.
     *
     * @param submission identifies the submission to a cluster that started this process
     */
    public static RunLock ofThisProcess(String command, Optional<String> submission, Optional<RunLock> previous) {
        ProcessHandle self = ProcessHandle.current();
        return new RunLock(
                previous.map(RunLock::number).orElse(0) + 1,
                UUID.randomUUID().toString(),
                command,
                thisHost(),
                self.pid(),
                startOf(self),
                submission);
    }

    /** Returns whether a file of this name is a lock. */
    public static boolean isLock(String name) {
        return NAME.matcher(name).matches();
    }

    /** Returns whether a file of this name is a lock that is not in place, unless its run is just putting it there. */
    public static boolean isPrepared(String name) {
        return name.startsWith("." + PREFIX) && PreparedFile.isTemporary(name);
    }

    /** The name of the file. */
    public String file() {
        return PREFIX + number + SUFFIX;
    }

    /**
     * Returns what is known about the run.
     *
     * @param names the files in its folder
     */
    public State state(List<String> names) {
        boolean silent = !owner.equals(ANYBODY) && Heartbeat.of(owner, names).isEmpty();
        if (silent) {
            return State.ENDED;
        }
        if (!isOfThisHost()) {
            return State.UNKNOWN;
        }
        boolean alive = ProcessHandle.of(process).filter(this::hasSameStart).isPresent();
        return alive ? State.RUNNING : State.ENDED;
    }

    /** Returns whether a file of this name belongs to this run alone: its lock or its heartbeat. */
    public boolean owns(String name) {
        return name.equals(file()) || Heartbeat.isOf(owner, name);
    }

    /** Returns the run's signs of life among the names of files: those of all runs if this one's are not known. */
    public List<String> heartbeats(List<String> names) {
        return owner.equals(ANYBODY)
                ? names.stream().filter(Heartbeat::isHeartbeat).toList()
                : Heartbeat.of(owner, names);
    }

    /** Returns whether this is a run of this process, which may have ended. */
    public boolean isRunOfThisProcess() {
        return isOfThisHost() && started.equals(startOf(ProcessHandle.current()));
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

    /** The run, for messages: {@code process 17 on host (kindling train classifier)}. */
    public String description() {
        return "process " + process + " on " + host + " (" + command + ")";
    }

    /** Writes the file under a temporary name. */
    PreparedFile prepare(Location folder) throws IOException {
        return folder.child(file()).prepare(out -> out.write(text()));
    }

    private byte[] text() {
        Config config = Config.of(
                "owner", owner, "command", command, "host", host, "process", process, "started", started.toString());
        Config whole = submission.map(id -> config.with("submission", id)).orElse(config);
        return Json.indented(whole).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the lock that counts in a folder. One that breaks off was left by a run that has ended, since a lock is complete
     * before it is in place; one that cannot be understood counts as one of an unknown host.
     */
    public static Optional<RunLock> read(Location folder) throws IOException {
        while (true) {
            Optional<Integer> newest = folder.list().stream()
                    .filter(RunLock::isLock)
                    .map(name -> Integer.valueOf(name.substring(PREFIX.length(), name.length() - SUFFIX.length())))
                    .max(Comparator.naturalOrder());
            if (newest.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(read(folder, newest.get()));
            } catch (FileNotFoundException removed) {
                // Its run has just finished: look again.
            }
        }
    }

    private static RunLock read(Location folder, int number) throws IOException {
        try (InputStream in = folder.child(PREFIX + number + SUFFIX).open()) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            return text.endsWith(END) ? parsed(number, Json.parse(text)) : unreadable(number, NOBODY);
        } catch (IllegalArgumentException | DateTimeException unknown) {
            return unreadable(number, ANYBODY);
        }
    }

    private static RunLock parsed(int number, Config config) {
        return new RunLock(
                number,
                config.string("owner"),
                config.string("command"),
                config.string("host"),
                config.longInteger("process"),
                Instant.parse(config.string("started")),
                config.names().contains("submission") ? Optional.of(config.string("submission")) : Optional.empty());
    }

    private static RunLock unreadable(int number, String owner) {
        return new RunLock(number, owner, "", UNKNOWN_HOST, 0, Instant.EPOCH, Optional.empty());
    }
}
