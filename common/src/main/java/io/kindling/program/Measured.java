package io.kindling.program;

import java.util.Map;

/** A result with metrics. */
public interface Measured {
    /** Each metric's result, by its name. */
    Map<String, Double> metrics();

    /**
     * One metric's result.
     *
     * @throws IllegalArgumentException if no metric has this name
     */
    default double metric(String name) {
        Double result = metrics().get(name);
        if (result == null) {
            throw new IllegalArgumentException(
                    "Invalid metric: " + name + " (there are " + metrics().keySet() + ")");
        }
        return result;
    }
}
