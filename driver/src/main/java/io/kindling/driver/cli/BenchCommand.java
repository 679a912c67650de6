package io.kindling.driver.cli;

import io.kindling.driver.SettingsException;
import io.kindling.driver.bench.KernelBench;
import io.kindling.driver.bench.MlpBench;
import io.kindling.driver.bench.SoakBench;
import io.kindling.driver.run.JsonText;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling bench mlp}, {@code kindling bench soak}, {@code kindling bench kernels}. */
@Command(name = "bench", description = "Measures on this machine, without Spark.", sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    private static final String SHARDS = "2";
    private static final String SOAK_STEPS = "10000";

    private final Console console;

    @Parameters(
            paramLabel = "BENCHMARK",
            description = "mlp: a step of the guide's network; soak: many of them; kernels: products and convolutions.")
    private String benchmark = "";

    @Option(
            names = "--workload",
            paramLabel = "NAME",
            defaultValue = "mlp",
            description = "What soak computes (default: ${DEFAULT-VALUE}).")
    private String workload = "";

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = SOAK_STEPS,
            description = "Steps of soak (default: ${DEFAULT-VALUE}).")
    private long steps;

    @Option(
            names = "--shards",
            paramLabel = "N",
            defaultValue = SHARDS,
            description = "Parts of a batch (default: ${DEFAULT-VALUE}).")
    private int shards;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "A folder of IDX files with MNIST's names (default: the bundled sample).")
    private @Nullable String data;

    @Option(names = "--eager", description = Defaults.EAGER)
    // unused: there is no other way to compute yet.
    @SuppressWarnings("unused")
    private boolean eager;

    @Mixin
    private OutputOptions printing = new OutputOptions();

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String folder = data == null ? Sample.path() : data;
        if (!workload.equals("mlp")) {
            throw SettingsException.invalid("workload", workload, "mlp");
        }
        if (shards < 1) {
            throw SettingsException.invalid("shards", shards, "at least 1");
        }
        switch (benchmark) {
            case "mlp" -> print(new MlpBench(folder, shards).run());
            case "soak" ->
                print(new SoakBench(folder, shards, steps)
                        .run(done -> console.err().println("Step " + done + " of " + steps)));
            case "kernels" -> new KernelBench(this::print).run();
            default -> throw SettingsException.invalid("benchmark", benchmark, "mlp, soak or kernels");
        }
        return ExitCode.DONE.number();
    }

    private void print(Map<String, Object> result) {
        if (printing.json()) {
            console.out().println(JsonText.line(result));
        } else {
            result.forEach((name, value) -> console.out().printf("%-18s  %s%n", name, value));
            console.out().println();
        }
        console.out().flush();
    }
}
