package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.cluster.UserJars;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option that names jars with the user's own programs, layers and metrics. */
public final class JarOptions {
    @Option(
            names = "--jar",
            split = ",",
            paramLabel = "FILE,FILE,...",
            description = "Jars with your own programs, layers or metrics, for this process and all executors;"
                    + " may be repeated.")
    private List<String> jars = List.of();

    /** Runs work with the jars' classes visible to this thread and the threads it starts. */
    @SuppressWarnings("try") // the jars take effect while open
    public <T> T with(Supplier<T> work) {
        try (UserJars open = UserJars.open(jars)) {
            return work.get();
        }
    }

    public List<String> paths() {
        return jars;
    }
}
