package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.cluster.MachineSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of commands that compute steps or evaluations. */
@OptionGroup(Heading.MACHINES)
public final class StepOptions {
    @Option(
            names = "--step-timeout",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "How long a step or an evaluation may take, such as 90s, 10min or 2h; one that takes longer ends"
                            + " the run (default: ${DEFAULT-VALUE}).")
    private Duration stepTimeout = MachineSettings.Limits.DEFAULT.step();

    @Option(
            names = "--no-preflight",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Do not check before the first step that executors have the same versions and kernels, and can"
                            + " build the program, read the data and hold the weights.")
    private boolean noPreflight;

    /** Returns the settings with these options. */
    public MachineSettings applied(MachineSettings settings) {
        MachineSettings limited = settings.withLimits(settings.limits().withStep(stepTimeout));
        return noPreflight ? limited.withoutPreflight() : limited;
    }
}
