package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.cluster.UserJars;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that names jars with the user's own programs, layers and metrics. */
@OptionGroup(Heading.PROGRAM)
public final class JarOptions {
    @Option(
            names = "--jar",
            split = ",",
            paramLabel = "FILE,FILE,...",
            description = "Jars with your own programs, layers or metrics, for this process and all executors;"
                    + " may be repeated.")
    private List<String> jars = List.of();

    /** Makes the jars' classes visible to this thread and the threads that it starts. */
    public UserJars open() {
        return UserJars.open(jars);
    }

    public List<String> paths() {
        return jars;
    }
}
