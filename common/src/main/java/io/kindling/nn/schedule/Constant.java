package io.kindling.nn.schedule;

import io.kindling.config.Config;
import io.kindling.config.Registry;

/** A constant learning rate. */
public record Constant(double rate) implements Schedule {
    public Constant {
        Rates.requireRate("learning rate", rate);
    }

    public static Constant of(double rate) {
        return new Constant(rate);
    }

    static Constant from(Config config) {
        return of(config.number("rate"));
    }

    @Override
    public double at(long iteration) {
        return rate;
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "Constant", "rate", rate);
    }
}
