package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.nn.internal.FeatureMoments;
import java.util.Arrays;
import java.util.List;

/**
 * Mean and population variance of each of some features, for {@link Normalization}. They are exact sums, rounded once: the same
 * bits for any order and any division of the rows.
 *
 * @param count the number of values of each feature
 * @param mean the mean of each feature
 * @param variance the population variance of each feature
 */
public record FeatureStatistics(long count, List<Double> mean, List<Double> variance) {
    public FeatureStatistics {
        mean = List.copyOf(mean);
        variance = List.copyOf(variance);
        if (mean.size() != variance.size()) {
            throw new IllegalArgumentException("Invalid variance: " + variance.size() + " numbers (one for each of the "
                    + mean.size() + " means)");
        }
    }

    public static FeatureStatistics of(FeatureMoments moments) {
        return new FeatureStatistics(
                moments.counts().length == 0 ? 0 : moments.counts()[0],
                boxed(moments.means()),
                boxed(moments.variances()));
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    public Config asConfig() {
        return Config.of("count", count, "mean", mean, "variance", variance);
    }

    public static FeatureStatistics from(Config config) {
        return new FeatureStatistics(config.longInteger("count"), numbers(config, "mean"), numbers(config, "variance"));
    }

    /** Returns a list of numbers, which in JSON may be whole. */
    static List<Double> numbers(Config config, String name) {
        return config.list(name).stream()
                .map(value -> {
                    if (value instanceof Number number) {
                        return number.doubleValue();
                    }
                    throw new IllegalArgumentException(
                            "Invalid " + name + ": " + value + " (must be a list of numbers)");
                })
                .toList();
    }
}
