package io.kindling.driver.internal.cli;

import io.kindling.ErrorCategory;
import io.kindling.driver.internal.cli.failures.ExitCode;
import io.kindling.driver.internal.cli.failures.Interruption;
import io.kindling.driver.internal.cli.options.MachineOptions;
import io.kindling.driver.internal.cli.options.OutputOptions;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.DoctorReport;
import io.kindling.driver.internal.cluster.Diagnosis;
import io.kindling.driver.internal.run.output.JsonText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kindling doctor}. */
@Command(
        name = "doctor",
        description = "Show the JDK, Spark, the native libraries that were loaded, their threads, and memory limits,"
                + " on this machine and on every executor.",
        customSynopsis = "kindling doctor [OPTION...]",
        sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private MachineOptions machines = new MachineOptions();

    @Mixin
    private OutputOptions printing = new OutputOptions();

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Diagnosis diagnosis = Interruption.during(console, () -> Diagnosis.of(machines.settings(), console::say));
        DoctorReport report = new DoctorReport(diagnosis);
        console.out().print(printing.json() ? JsonText.line(report.asJson()) + "\n" : report.text());
        return diagnosis.agrees() ? ExitCode.SUCCESS : ErrorCategory.CLUSTER.exitCode();
    }
}
