package io.kindling.driver.bench;

import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.driver.SettingsException;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.example.ConvolutionalClassifier;
import io.kindling.driver.example.Dcgan;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.nn.Config;
import io.kindling.program.Execution;
import io.kindling.program.Program;
import io.kindling.program.RunSettings;
import io.kindling.program.Runner;
import io.kindling.program.Training;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the benchmarks of training steps compute: a program with batches of 64 shuffled images of 28 by 28.
 *
 * @param operations multiplications and additions of a step, forward and backward, without gradients that nobody needs
 * @param unit of a step's time
 * @param stepsPerRound how many steps are timed at once
 * @param soakWarmUp after so many steps the process has all it needs
 * @param soakSteps how many steps a soak takes, unless told otherwise
 */
public record Workload(
        String name,
        Supplier<Program> program,
        Config config,
        double operations,
        Unit unit,
        int stepsPerRound,
        int soakWarmUp,
        int soakSteps) {
    /** Of time. */
    enum Unit {
        MICROSECONDS("us/step", 1e6),
        MILLISECONDS("ms/step", 1e3);

        final String text;
        final double perSecond;

        Unit(String text, double perSecond) {
            this.text = text;
            this.perSecond = perSecond;
        }
    }

    /** The guide's 784-64-64-10 network with SGD; 32C3-P2-64C3-P2-128-10 with Adam; both phases of the guide's GAN. */
    private static final List<Workload> ALL = List.of(
            new Workload(
                    "mlp",
                    Classifier::new,
                    Classifier.DEFAULTS.with("rescale", true),
                    14.7e6,
                    Unit.MICROSECONDS,
                    400,
                    1_000,
                    10_000),
            new Workload(
                    "cnn",
                    ConvolutionalClassifier::new,
                    ConvolutionalClassifier.DEFAULTS,
                    0.985e9,
                    Unit.MILLISECONDS,
                    20,
                    100,
                    1_000),
            new Workload("gan", Dcgan::new, Dcgan.DEFAULTS, 39.5e9, Unit.MILLISECONDS, 3, 50, 300));

    /** By its name. */
    public static Workload named(String name) {
        return find(name).orElseThrow(() -> SettingsException.invalid("workload", name, names()));
    }

    /** By its name, where there is one. */
    public static Optional<Workload> find(String name) {
        return ALL.stream().filter(workload -> workload.name.equals(name)).findFirst();
    }

    /** All of them, in words. */
    public static String names() {
        return ALL.stream().map(Workload::name).collect(Collectors.joining(", "));
    }

    /** Starts it on the training rows of a folder of IDX files, without validation rows; no Spark. */
    Training start(String data, int shards, Execution execution) {
        Examples rows = IdxFolder.open(Location.of(data)).training().readAll();
        return Runner.local()
                .settings(RunSettings.DEFAULT
                        .withShards(shards)
                        .withConfig(config)
                        .withExecution(execution))
                .start(program.get(), new Split<>(rows, rows.take(0)));
    }
}
