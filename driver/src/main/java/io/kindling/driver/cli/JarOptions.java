package io.kindling.driver.cli;

import io.kindling.driver.machines.UserJars;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option that names jars with the user's own programs, layers and metrics. */
final class JarOptions {
    @Option(
            names = "--jar",
            split = ",",
            paramLabel = "FILE,FILE,...",
            description = "Jars with your own programs, layers or metrics, for this process and all executors;"
                    + " may be repeated.")
    private List<String> jars = List.of();

    /** Runs work with the jars' classes visible to this thread and the threads it starts. */
    @SuppressWarnings("try") // the jars take effect while open
    <T> T with(Supplier<T> work) {
        try (UserJars open = UserJars.open(jars)) {
            return work.get();
        }
    }

    List<String> paths() {
        return jars;
    }
}
