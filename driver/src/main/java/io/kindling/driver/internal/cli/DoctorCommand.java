package io.kindling.driver.internal.cli;

import io.kindling.ErrorCategory;
import io.kindling.driver.internal.cli.failures.ExitCode;
import io.kindling.driver.internal.cli.failures.RunningCommand;
import io.kindling.driver.internal.cli.options.MachineOptions;
import io.kindling.driver.internal.cli.options.OptionGroup;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.cli.options.OutputOptions;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.DoctorReport;
import io.kindling.driver.internal.cluster.Diagnosis;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.run.output.JsonText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kindling doctor}. */
@Command(
        name = "doctor",
        description = "Show the JDK, Spark, the native libraries that were loaded, their threads, and memory limits,"
                + " on this machine and on every executor.",
        customSynopsis = "kindling doctor [OPTION...]",
        sortOptions = false,
        footer = {"kindling doctor", "kindling doctor --master spark://host:7077"})
@OptionGroup(Heading.OTHER)
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private MachineOptions machines = new MachineOptions();

    @Mixin
    private OutputOptions printing = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        MachineSettings settings = machines.settings();
        try (RunningCommand command = RunningCommand.start(console, spec)) {
            return command.conclude(() -> {
                Engine engine = command.closeAtEnd(Engine.of(settings, command));
                Diagnosis diagnosis = Diagnosis.of(settings, engine);
                return () -> report(diagnosis);
            });
        }
    }

    private int report(Diagnosis diagnosis) {
        DoctorReport report = new DoctorReport(diagnosis);
        if (printing.json()) {
            console.out().println(JsonText.line(report.asJson()));
        } else {
            console.show(report.text(console.results().width(DoctorReport.WIDTH)));
        }
        return diagnosis.agrees() && diagnosis.hasOneVersion() ? ExitCode.SUCCESS : ErrorCategory.CLUSTER.exitCode();
    }
}
