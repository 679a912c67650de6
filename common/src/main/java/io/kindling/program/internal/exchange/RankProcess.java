package io.kindling.program.internal.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process of this machine.
 *
 * @param namespace identifies the container in which the number is valid; 0 if unknown
 * @param pid the number of the process
 */
record RankProcess(long namespace, long pid) {
    private static final RankProcess CURRENT =
            new RankProcess(currentNamespace(), ProcessHandle.current().pid());

    static RankProcess current() {
        return CURRENT;
    }

    private static long currentNamespace() {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return Long.parseLong(link.replaceAll("\\D", ""));
        } catch (IOException | UnsupportedOperationException | NumberFormatException unknown) {
            return 0;
        }
    }

    /** Whether it is certain that the process has ended. */
    boolean isGone() {
        return namespace != 0
                && namespace == CURRENT.namespace
                && ProcessHandle.of(pid).isEmpty();
    }
}
