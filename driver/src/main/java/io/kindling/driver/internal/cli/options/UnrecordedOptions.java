package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.run.UnrecordedProgram;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for a model folder that records no program. */
@OptionGroup(Heading.MODEL)
public final class UnrecordedOptions {
    @Option(
            names = "--model-name",
            paramLabel = "NAME",
            description =
                    "Which model of the folder, if there are several and the folder does not record the program that"
                            + " trained them, because Java code wrote it.")
    private @Nullable String name;

    /** Returns the program that predicts with the model. */
    public UnrecordedProgram predicting() {
        return evaluating(null, List.of());
    }

    /** Returns the program that also evaluates it. */
    public UnrecordedProgram evaluating(@Nullable String loss, List<String> metrics) {
        return new UnrecordedProgram(Optional.ofNullable(name), Optional.ofNullable(loss), metrics);
    }
}
