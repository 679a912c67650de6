package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.cluster.MachineSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The limit of commands that compute steps or evaluations. */
public final class StepOptions {
    @Option(
            names = "--step-timeout",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "How long a step or an evaluation may take, such as 90s, 10min or 2h; one that takes longer ends"
                            + " the run (default: ${DEFAULT-VALUE}).")
    private Duration stepTimeout = MachineSettings.Limits.DEFAULT.step();

    /** Returns the settings with this limit. */
    public MachineSettings limited(MachineSettings settings) {
        return settings.withLimits(settings.limits().withStep(stepTimeout));
    }
}
