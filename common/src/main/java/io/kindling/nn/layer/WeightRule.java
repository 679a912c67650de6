package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.nn.Initializer;
import io.kindling.nn.Regularizer;
import io.kindling.nn.initializer.Initializers;
import io.kindling.nn.regularizer.Regularizers;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The initializer and regularizer of a weight. In a config, their names have a prefix such as {@code kernel}. Neither is needed
 * to read a weight or to compute with it: one that cannot be created throws only when it is used.
 */
record WeightRule(Initializer initializer, @Nullable Regularizer regularizer) {
    static WeightRule of(Initializer initializer) {
        return new WeightRule(initializer, null);
    }

    WeightRule withInitializer(Initializer newInitializer) {
        return new WeightRule(newInitializer, regularizer);
    }

    WeightRule withRegularizer(Regularizer newRegularizer) {
        return new WeightRule(initializer, newRegularizer);
    }

    /** The rule in a config, with this rule's initializer if the config has none. */
    WeightRule from(Config config, String prefix) {
        String initializerName = prefix + "_initializer";
        String regularizerName = prefix + "_regularizer";
        return new WeightRule(
                config.has(initializerName) ? initializerOf(config.config(initializerName)) : initializer,
                config.has(regularizerName) ? regularizerOf(config.config(regularizerName)) : null);
    }

    private static Initializer initializerOf(Config config) {
        try {
            return Initializers.REGISTRY.create(config);
        } catch (Exception | LinkageError reason) {
            return new UnknownInitializer(config, reason);
        }
    }

    private static Regularizer regularizerOf(Config config) {
        try {
            return Regularizers.REGISTRY.create(config);
        } catch (Exception | LinkageError reason) {
            return new UnknownRegularizer(config, reason);
        }
    }

    private record UnknownInitializer(Config config, Throwable reason) implements Initializer {
        @Override
        public float[] values(Shape shape, long seed) {
            throw new IllegalArgumentException(reason.getMessage(), reason);
        }
    }

    private record UnknownRegularizer(Config config, Throwable reason) implements Regularizer {
        @Override
        public Tensor of(Tensor weight) {
            throw new IllegalArgumentException(reason.getMessage(), reason);
        }
    }

    Config addTo(Config config, String prefix) {
        return with(config.with(prefix + "_initializer", initializer.config()), prefix + "_regularizer", regularizer);
    }

    /** The regularizer of an output, which each call of the layer uses. */
    static @Nullable Regularizer regularizerIn(Config config, String name) {
        return config.has(name) ? Regularizers.REGISTRY.create(config.config(name)) : null;
    }

    static Config with(Config config, String name, @Nullable Regularizer regularizer) {
        return regularizer == null ? config : config.with(name, regularizer.config());
    }
}
