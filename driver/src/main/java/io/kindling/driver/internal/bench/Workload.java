package io.kindling.driver.internal.bench;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.example.ConvolutionalClassifier;
import io.kindling.driver.example.Dcgan;
import io.kindling.driver.internal.SettingsException;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.program.Execution;
import io.kindling.program.Program;
import io.kindling.program.RunSettings;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A program for the benchmarks of training steps, with batches of 64 shuffled images of 28 by 28.
 *
 * @param operations multiplications and additions of a step, forward and backward, without unneeded gradients
 * @param unit the unit of a step's time
 * @param stepsPerRound number of steps that are timed together
 * @param soakSteps default number of steps of a soak
 */
public record Workload(
        String name,
        Class<? extends Program> program,
        Config config,
        double operations,
        Unit unit,
        int stepsPerRound,
        int soakSteps) {
    /** A unit of time. */
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
                    Classifier.class,
                    Classifier.DEFAULTS.with("rescale", true),
                    14.7e6,
                    Unit.MICROSECONDS,
                    400,
                    10_000),
            new Workload(
                    "cnn",
                    ConvolutionalClassifier.class,
                    ConvolutionalClassifier.DEFAULTS,
                    0.985e9,
                    Unit.MILLISECONDS,
                    20,
                    1_000),
            new Workload("gan", Dcgan.class, Dcgan.DEFAULTS, 39.5e9, Unit.MILLISECONDS, 3, 300));

    /** Returns the workload with this name; throws if there is none. */
    public static Workload named(String name) {
        return find(name).orElseThrow(() -> SettingsException.invalid("workload", name, names()));
    }

    /** Returns the workload with this name, if there is one. */
    public static Optional<Workload> find(String name) {
        return ALL.stream().filter(workload -> workload.name.equals(name)).findFirst();
    }

    /** Returns the names of all workloads, separated by commas. */
    public static String names() {
        return ALL.stream().map(Workload::name).collect(Collectors.joining(", "));
    }

    /** Starts training on the training rows of a folder of IDX files, without validation rows. */
    Training start(Runner runner, String data, int shards, Execution execution) {
        Examples rows = IdxFolder.open(Location.of(data)).training().readAll();
        return runner.settings(RunSettings.DEFAULT.withShards(shards).withExecution(execution))
                .start(program, config, new Split<>(rows, rows.take(0)));
    }
}
