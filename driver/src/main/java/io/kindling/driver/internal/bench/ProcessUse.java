package io.kindling.driver.internal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The resources used by this process, as reported by Linux.
 *
 * @param residentBytes resident memory
 * @param threads live threads
 * @param openFiles open file descriptors
 */
record ProcessUse(long residentBytes, long threads, long openFiles) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static ProcessUse now() {
        try (Stream<Path> files = Files.list(DESCRIPTORS)) {
            List<String> status = Files.readAllLines(STATUS);
            return new ProcessUse(number(status, "VmRSS:") << 10, number(status, "Threads:"), files.count());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Cannot read " + STATUS + ": this benchmark needs Linux (" + e.getMessage() + ").", e);
        }
    }

    private static long number(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cannot find " + name + " in " + STATUS + "."));
    }
}
