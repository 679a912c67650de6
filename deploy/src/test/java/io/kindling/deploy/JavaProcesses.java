package io.kindling.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The JVMs that the tests have started, themselves or by clusters in this process. */
public final class JavaProcesses {
    private JavaProcesses() {}

    /** Returns those that have a word in their command line, such as the name of their class, that ends so. */
    public static Stream<ProcessHandle> of(String end) {
        return ProcessHandle.current().descendants().filter(each -> hasWord(each, end));
    }

    /** Reads the command line from the kernel, because {@link ProcessHandle.Info} cuts long ones. */
    private static boolean hasWord(ProcessHandle handle, String end) {
        try {
            String[] words = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "cmdline"))
                    .split("\0", -1);
            return words[0].endsWith("java") && List.of(words).stream().anyMatch(word -> word.endsWith(end));
        } catch (IOException ended) {
            return false;
        }
    }
}
