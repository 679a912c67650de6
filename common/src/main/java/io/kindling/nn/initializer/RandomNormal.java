package io.kindling.nn.initializer;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Initializer;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.Shape;

/** Normally distributed values. */
public record RandomNormal(double mean, double stddev) implements Initializer {
    private static final RandomNormal STANDARD = new RandomNormal(0, 0.05);

    public RandomNormal {
        Sampling.requireStddev(stddev);
    }

    /** Mean 0, standard deviation 0.05. */
    public static RandomNormal of() {
        return STANDARD;
    }

    public static RandomNormal of(double mean, double stddev) {
        return new RandomNormal(mean, stddev);
    }

    static RandomNormal from(Config config) {
        return of(config.number("mean", STANDARD.mean), config.number("stddev", STANDARD.stddev));
    }

    @Override
    public float[] values(Shape shape, long seed) {
        return Sampling.values(shape, seed, Distribution.NORMAL, draw -> mean + stddev * draw);
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "RandomNormal", "mean", mean, "stddev", stddev);
    }
}
