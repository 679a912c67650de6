package io.kindling.driver.cli;

import io.kindling.driver.machines.UserJars;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Options of where a user's own classes are: programs, layers, metrics. */
final class JarOptions {
    @Option(
            names = "--jar",
            split = ",",
            paramLabel = "FILE,FILE,...",
            description = "Jars with a program, layers or metrics of your own, for this process and all executors;"
                    + " may be repeated.")
    private List<String> jars = List.of();

    /** Does something while this thread, and those it starts, find the classes in them. */
    @SuppressWarnings("try") // open jars act by being open
    <T> T with(Supplier<T> work) {
        try (UserJars open = UserJars.open(jars)) {
            return work.get();
        }
    }

    List<String> paths() {
        return jars;
    }
}
