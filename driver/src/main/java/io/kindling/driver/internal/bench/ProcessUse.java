package io.kindling.driver.internal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The resources used by a process of this machine, as reported by Linux.
 *
 * @param residentBytes resident memory
 * @param threads live threads
 * @param openFiles open file descriptors
 */
record ProcessUse(long residentBytes, long threads, long openFiles) {
    private static final String EXECUTOR_ID = "--executor-id";

    /** This process, which is called {@code driver}, and the executors that it has started, as {@code executor 0}. */
    static Map<String, ProcessUse> ofDriverAndExecutors() {
        Map<String, ProcessUse> all = new TreeMap<>();
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            all.put("driver", of(ProcessHandle.current().pid()));
            for (long pid : children.mapToLong(ProcessHandle::pid).toArray()) {
                List<String> command = command(pid);
                int id = command.indexOf(EXECUTOR_ID) + 1;
                if (id > 0) {
                    all.put("executor " + command.get(id), of(pid));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot read what Linux reports in /proc, which this benchmark needs: " + e.getMessage(), e);
        }
        return all;
    }

    private static ProcessUse of(long pid) throws IOException {
        Path process = process(pid);
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            List<String> status = Files.readAllLines(process.resolve("status"));
            return new ProcessUse(number(status, "VmRSS:") << 10, number(status, "Threads:"), files.count());
        }
    }

    /** Its arguments. {@link ProcessHandle.Info} leaves out long ones, such as those with a class path. */
    private static List<String> command(long pid) throws IOException {
        return Arrays.asList(Files.readString(process(pid).resolve("cmdline")).split("\0"));
    }

    private static Path process(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }

    private static long number(List<String> status, String name) throws IOException {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("a process' status has no " + name));
    }
}
