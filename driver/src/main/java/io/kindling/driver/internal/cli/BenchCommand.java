package io.kindling.driver.internal.cli;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.bench.EvaluateBench;
import io.kindling.driver.internal.bench.KernelBench;
import io.kindling.driver.internal.bench.SoakBench;
import io.kindling.driver.internal.bench.StepBench;
import io.kindling.driver.internal.bench.Workload;
import io.kindling.driver.internal.bench.allreduce.AllReduceBench;
import io.kindling.driver.internal.bench.allreduce.AllReduceResult;
import io.kindling.driver.internal.cli.failures.ExitCode;
import io.kindling.driver.internal.cli.failures.RunningCommand;
import io.kindling.driver.internal.cli.options.BundledData;
import io.kindling.driver.internal.cli.options.Defaults;
import io.kindling.driver.internal.cli.options.MachineOptions;
import io.kindling.driver.internal.cli.options.OptionGroup;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.cli.options.OutputOptions;
import io.kindling.driver.internal.cli.options.ProgramOptions;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.run.output.JsonText;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.program.Execution;
import io.kindling.program.StrategyKind;
import io.kindling.train.Runner;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kindling bench mlp}, {@code kindling bench soak}, {@code kindling bench allreduce}. */
@Command(
        name = "bench",
        description = "Benchmark training on this machine.",
        customSynopsis = "kindling bench BENCHMARK [OPTION...]",
        sortOptions = false,
        footer = {"kindling bench mlp", "kindling bench soak --shards 2"})
@OptionGroup(Heading.BENCHMARK)
final class BenchCommand implements Callable<Integer> {
    private static final String SHARDS = "2";

    /** Below this number, digits after the point matter. */
    private static final double FEW_DIGITS = 100;

    private final Console console;

    @Parameters(
            paramLabel = "BENCHMARK",
            description = "mlp, cnn, gan: one training step; evaluate: evaluation of mlp; soak: many training steps;"
                    + " kernels: matrix products and convolutions; allreduce: what a step of two executors costs besides"
                    + " computing.")
    private String benchmark = "";

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            description = "Program that soak trains: mlp, cnn or gan (default: mlp).")
    private @Nullable String workload;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Number of steps for soak (default: 10000 for mlp, 1000 for cnn, 300 for gan).")
    private @Nullable Long steps;

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = SHARDS,
            description = "Number of shards per batch (default: ${DEFAULT-VALUE}).")
    private int shards;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Folder of IDX files with MNIST's file names (default: the bundled data set).")
    private @Nullable String data;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description = "Strategy of soak with --master: auto, broadcast or allreduce (default: ${DEFAULT-VALUE}).")
    private StrategyKind strategy = StrategyKind.AUTO;

    @Option(names = "--eager", description = Defaults.EAGER)
    private boolean eager;

    @Mixin
    private MachineOptions machines = new MachineOptions();

    @Mixin
    private OutputOptions printing = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (benchmark.equals("allreduce")) {
            return allReduce();
        }
        boolean usesSpark = ProgramOptions.isGiven("--master", spec) || ProgramOptions.isGiven("--conf", spec);
        if (usesSpark && !benchmark.equals("soak")) {
            throw new SettingsException("Cannot run " + benchmark
                    + " with --master or --conf: only soak and allreduce use Spark. Leave them out.");
        }
        if (!usesSpark && strategy != StrategyKind.AUTO) {
            throw SettingsException.invalid("strategy", strategy, "only for soak with --master");
        }
        String folder = data == null ? BundledData.path() : data;
        if (shards < 1) {
            throw SettingsException.invalid("shards", shards, "at least 1");
        }
        if (steps != null && !benchmark.equals("soak")) {
            throw SettingsException.invalid("steps", steps, "only for soak");
        }
        Execution execution = eager ? Execution.EAGER : Execution.COMPILED;
        if (workload != null && !benchmark.equals("soak")) {
            throw SettingsException.invalid("workload", workload, "only for soak");
        }
        if (benchmark.equals("kernels")) {
            requireNoProgram();
        }
        Workload soakWorkload = Workload.named(workload == null ? "mlp" : workload);
        Optional<Workload> stepWorkload = Workload.find(benchmark);
        if (stepWorkload.isPresent()) {
            print(new StepBench(stepWorkload.get(), folder, shards, execution).run());
        } else if (benchmark.equals("evaluate")) {
            print(new EvaluateBench(folder, shards, execution).run());
        } else if (benchmark.equals("soak")) {
            long count = steps == null ? soakWorkload.soakSteps() : steps;
            SoakBench soak = new SoakBench(soakWorkload, folder, shards, execution, count);
            return usesSpark ? soakOnSpark(soak) : soak(soak, Runner.local());
        } else if (benchmark.equals("kernels")) {
            new KernelBench(this::print).run();
        } else {
            throw SettingsException.invalid(
                    "benchmark", benchmark, Workload.names() + ", evaluate, soak, kernels or allreduce");
        }
        return ExitCode.SUCCESS;
    }

    private void requireNoProgram() {
        if (eager || data != null || ProgramOptions.isGiven("--shards", spec)) {
            throw new SettingsException("Cannot run " + benchmark
                    + " with --eager, --data or --shards: the benchmark runs no program. Leave them out.");
        }
    }

    private int allReduce() {
        requireNoProgram();
        MachineSettings settings = machines.settings();
        AllReduceBench.requireProcesses(settings.master());
        try (RunningCommand command = RunningCommand.start(console, spec)) {
            return command.conclude(() -> {
                Engine engine = command.closeAtEnd(Engine.of(settings, command));
                if (!printing.json()) {
                    console.out().println(AllReduceResult.heading());
                }
                new AllReduceBench(engine.session(), this::print, command::note).run();
                return () -> ExitCode.SUCCESS;
            });
        }
    }

    private int soak(SoakBench bench, Runner runner) {
        print(bench.run(runner, done -> console.err().println("Step " + done + " of " + bench.steps())));
        return ExitCode.SUCCESS;
    }

    private int soakOnSpark(SoakBench bench) {
        MachineSettings settings = machines.settings().withStrategy(strategy);
        SoakBench.requireOwnProcesses(settings.master());
        try (RunningCommand command = RunningCommand.start(console, spec)) {
            return command.conclude(() -> {
                Engine engine = command.closeAtEnd(Engine.of(settings, command));
                int code = soak(bench, SparkRunner.on(engine.session()).strategy(strategy));
                return () -> code;
            });
        }
    }

    private void print(AllReduceResult result) {
        console.out().println(printing.json() ? JsonText.line(result.asMap()) : result.row());
        console.out().flush();
    }

    private void print(Map<String, Object> result) {
        if (printing.json()) {
            console.out().println(JsonText.line(result));
        } else {
            result.forEach((name, value) -> console.out().printf("%-18s  %s%n", name, shown(value)));
            console.out().println();
        }
        console.out().flush();
    }

    /** Returns a measured number with four digits after the point, or one if it is large. */
    private static String shown(Object value) {
        return value instanceof Double number
                ? String.format(Locale.ROOT, Math.abs(number) < FEW_DIGITS ? "%.4f" : "%,.1f", number)
                : String.valueOf(value);
    }
}
