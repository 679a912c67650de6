package io.kindling.nn.initializer;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Initializer;
import io.kindling.tensor.Shape;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Random values with variance {@code scale / fan}; also implements the Glorot, He and LeCun initializers. Keras 2.13,
 * {@code initializers.py::VarianceScaling}.
 */
public record VarianceScaling(String kind, double scale, Fan fan, Distribution distribution) implements Initializer {
    /** The fan that the variance is divided by. */
    public enum Fan {
        FAN_IN,
        FAN_OUT,
        FAN_AVG
    }

    /** The shape of the distribution. */
    public enum Distribution {
        UNIFORM,
        TRUNCATED_NORMAL,
        UNTRUNCATED_NORMAL
    }

    static final String KIND = "VarianceScaling";

    public VarianceScaling {
        if (!(scale > 0)) {
            throw new IllegalArgumentException("Invalid scale: " + scale + " (> 0)");
        }
    }

    public static VarianceScaling of(double scale, Fan fan, Distribution distribution) {
        return new VarianceScaling(KIND, scale, fan, distribution);
    }

    static VarianceScaling from(Config config) {
        return of(
                config.number("scale", 1),
                named("mode", config.optionalString("mode").orElse(lower(Fan.FAN_IN)), Fan.values()),
                named(
                        "distribution",
                        config.optionalString("distribution").orElse(lower(Distribution.TRUNCATED_NORMAL)),
                        Distribution.values()));
    }

    @Override
    public float[] values(Shape shape, long seed) {
        Fans fans = Fans.of(shape);
        double divisor = switch (fan) {
            case FAN_IN -> fans.in();
            case FAN_OUT -> fans.out();
            case FAN_AVG -> (fans.in() + fans.out()) / 2;
        };
        double variance = scale / Math.max(1, divisor);
        Initializer rule = switch (distribution) {
            case UNIFORM -> {
                double limit = Math.sqrt(3 * variance);
                yield new RandomUniform(-limit, limit);
            }
            case TRUNCATED_NORMAL -> new TruncatedNormal(0, Math.sqrt(variance) / TruncatedNormal.NARROWING);
            case UNTRUNCATED_NORMAL -> new RandomNormal(0, Math.sqrt(variance));
        };
        return rule.values(shape, seed);
    }

    @Override
    public Config config() {
        Config config = Config.of(Registry.KIND, kind);
        return kind.equals(KIND)
                ? config.with("scale", scale).with("mode", lower(fan)).with("distribution", lower(distribution))
                : config;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E named(String name, String value, E[] known) {
        for (E candidate : known) {
            if (lower(candidate).equals(value)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("Invalid " + name + ": " + value + " (one of "
                + Stream.of(known).map(VarianceScaling::lower).collect(Collectors.joining(", ")) + ")");
    }
}
