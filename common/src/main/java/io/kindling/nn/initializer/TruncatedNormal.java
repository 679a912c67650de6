package io.kindling.nn.initializer;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Initializer;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.Shape;

/**
 * Normally distributed values; those two standard deviations or more from the mean are redrawn. Their actual standard
 * deviation is {@code stddev} times {@link #NARROWING}.
 */
public record TruncatedNormal(double mean, double stddev) implements Initializer {
    private static final TruncatedNormal STANDARD = new TruncatedNormal(0, 0.05);

    /** The standard deviation of a standard normal distribution truncated at two standard deviations. */
    static final double NARROWING = 0.8796256610342398;

    public TruncatedNormal {
        Sampling.requireStddev(stddev);
    }

    /** Mean 0, standard deviation 0.05. */
    public static TruncatedNormal of() {
        return STANDARD;
    }

    public static TruncatedNormal of(double mean, double stddev) {
        return new TruncatedNormal(mean, stddev);
    }

    static TruncatedNormal from(Config config) {
        return of(config.number("mean", STANDARD.mean), config.number("stddev", STANDARD.stddev));
    }

    @Override
    public float[] values(Shape shape, long seed) {
        return Sampling.values(shape, seed, Distribution.TRUNCATED_NORMAL, draw -> mean + stddev * draw);
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "TruncatedNormal", "mean", mean, "stddev", stddev);
    }
}
