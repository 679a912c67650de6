package com.acme.own;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.schedule.Schedule;

/** A schedule: the learning rate rises from 0 in equal steps, then stays. */
public record WarmUp(double rate, long steps) implements Schedule {
    static WarmUp from(Config config) {
        return new WarmUp(config.number("rate"), config.longInteger("steps"));
    }

    @Override
    public double at(long iteration) {
        return rate * Math.min(1, (iteration + 1) / (double) steps);
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "com.acme>WarmUp", "rate", rate, "steps", steps);
    }
}
