package io.kindling.nn.initializer;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Initializer;
import java.util.function.Function;

/** The initializers by kind; any config may have a {@code seed}. */
public final class Initializers {
    /** The key of {@link Initializer#seeded a seed of its own}. */
    private static final String SEED = "seed";

    public static final Registry<Initializer> REGISTRY = new Registry<Initializer>("initializer")
            .orClass(Initializer.class, Initializers::seeded)
            .register("Zeros", seedable(config -> Zeros.of()))
            .register("Ones", seedable(config -> Ones.of()))
            .register("Constant", seedable(config -> Constant.of(config.number("value", 0))))
            .register("RandomUniform", seedable(RandomUniform::from))
            .register("RandomNormal", seedable(RandomNormal::from))
            .register("TruncatedNormal", seedable(TruncatedNormal::from))
            .register("GlorotUniform", seedable(config -> GlorotUniform.of()))
            .register("GlorotNormal", seedable(config -> GlorotNormal.of()))
            .register("HeUniform", seedable(config -> HeUniform.of()))
            .register("HeNormal", seedable(config -> HeNormal.of()))
            .register("LecunUniform", seedable(config -> LecunUniform.of()))
            .register("LecunNormal", seedable(config -> LecunNormal.of()))
            .register("VarianceScaling", seedable(VarianceScaling::from))
            .register("Identity", seedable(Identity::from))
            .register("Orthogonal", seedable(Orthogonal::from));

    private Initializers() {}

    private static Function<Config, Initializer> seedable(Function<Config, ? extends Initializer> factory) {
        return config -> seeded(factory.apply(config), config);
    }

    /** Returns the initializer with the seed in a config, if there is one. */
    private static Initializer seeded(Initializer initializer, Config config) {
        return config.has(SEED) ? initializer.seeded(config.longInteger(SEED)) : initializer;
    }
}
