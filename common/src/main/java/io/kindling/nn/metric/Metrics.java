package io.kindling.nn.metric;

import io.kindling.nn.Registry;

/** The metrics by kind. */
public final class Metrics {
    public static final Registry<Metric> REGISTRY = new Registry<Metric>("metric")
            .register(
                    "SparseCategoricalAccuracy", config -> SparseCategoricalAccuracy.named(config.string("name")));

    private Metrics() {}
}
