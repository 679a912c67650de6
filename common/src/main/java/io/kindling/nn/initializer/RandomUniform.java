package io.kindling.nn.initializer;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Initializer;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.Shape;

/** Values distributed uniformly between two bounds. */
public record RandomUniform(double minimum, double maximum) implements Initializer {
    private static final RandomUniform STANDARD = new RandomUniform(-0.05, 0.05);

    public RandomUniform {
        if (!(minimum <= maximum)) {
            throw new IllegalArgumentException(
                    "Invalid bounds: " + minimum + " to " + maximum + " (minimum <= maximum)");
        }
    }

    /** From -0.05 to 0.05. */
    public static RandomUniform of() {
        return STANDARD;
    }

    public static RandomUniform of(double minimum, double maximum) {
        return new RandomUniform(minimum, maximum);
    }

    static RandomUniform from(Config config) {
        return of(config.number("minval", STANDARD.minimum), config.number("maxval", STANDARD.maximum));
    }

    @Override
    public float[] values(Shape shape, long seed) {
        return Sampling.values(shape, seed, Distribution.UNIFORM, draw -> minimum + (maximum - minimum) * draw);
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "RandomUniform", "minval", minimum, "maxval", maximum);
    }
}
