package io.kindling.nn.schedule;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import java.util.Collections;
import java.util.List;

/**
 * A learning rate for each interval between boundaries; a boundary belongs to the interval before it. Keras' {@code
 * PiecewiseConstantDecay}.
 *
 * @param boundaries iterations, strictly increasing
 * @param values learning rates, one more than boundaries
 */
public record PiecewiseConstant(List<Long> boundaries, List<Double> values) implements Schedule {
    public PiecewiseConstant {
        boundaries = List.copyOf(boundaries);
        values = List.copyOf(values);
        if (values.size() != boundaries.size() + 1) {
            throw new IllegalArgumentException("Invalid values: " + values.size() + " learning rates for "
                    + boundaries.size() + " boundaries (one more than boundaries)");
        }
        for (int i = 1; i < boundaries.size(); i++) {
            if (boundaries.get(i) <= boundaries.get(i - 1)) {
                throw new IllegalArgumentException("Invalid boundaries: " + boundaries + " (strictly increasing)");
            }
        }
        values.forEach(value -> Rates.requireRate("learning rate", value));
    }

    public static PiecewiseConstant of(List<Long> boundaries, List<Double> values) {
        return new PiecewiseConstant(boundaries, values);
    }

    static PiecewiseConstant from(Config config) {
        return of(
                numbers(config, "boundaries").stream().map(Number::longValue).toList(),
                numbers(config, "values").stream().map(Number::doubleValue).toList());
    }

    private static List<Number> numbers(Config config, String name) {
        List<Object> list = config.list(name);
        if (!list.stream().allMatch(Number.class::isInstance)) {
            throw new IllegalArgumentException("Invalid " + name + ": " + list + " (must be a list of numbers)");
        }
        return list.stream().map(Number.class::cast).toList();
    }

    @Override
    public double at(long iteration) {
        int index = Collections.binarySearch(boundaries, iteration);
        return values.get(index >= 0 ? index : -index - 1);
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "PiecewiseConstant", "boundaries", boundaries, "values", values);
    }
}
