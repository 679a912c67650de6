package io.kindling.nn.layer;

import io.kindling.nn.Config;
import io.kindling.nn.initializer.Initializer;
import io.kindling.nn.initializer.Initializers;
import io.kindling.nn.regularizer.Regularizer;
import io.kindling.nn.regularizer.Regularizers;
import org.jspecify.annotations.Nullable;

/** How a weight begins, and what is paid for its size. A config says it under a prefix, such as {@code kernel}. */
record WeightRule(Initializer initializer, @Nullable Regularizer regularizer) {
    static WeightRule of(Initializer initializer) {
        return new WeightRule(initializer, null);
    }

    WeightRule begin(Initializer newInitializer) {
        return new WeightRule(newInitializer, regularizer);
    }

    WeightRule penalize(Regularizer newRegularizer) {
        return new WeightRule(initializer, newRegularizer);
    }

    /** What a config says, with this rule where it says nothing. */
    WeightRule from(Config config, String prefix) {
        String first = prefix + "_initializer";
        return new WeightRule(
                config.has(first) ? Initializers.REGISTRY.create(config.config(first)) : initializer,
                regularizerIn(config, prefix + "_regularizer"));
    }

    Config into(Config config, String prefix) {
        return with(config.with(prefix + "_initializer", initializer.config()), prefix + "_regularizer", regularizer);
    }

    static @Nullable Regularizer regularizerIn(Config config, String name) {
        return config.has(name) ? Regularizers.REGISTRY.create(config.config(name)) : null;
    }

    static Config with(Config config, String name, @Nullable Regularizer regularizer) {
        return regularizer == null ? config : config.with(name, regularizer.config());
    }
}
