package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;
import io.kindling.nn.schedule.Schedules;

/**
 * The settings common to all optimizers.
 *
 * @param learningRate the learning rate of each iteration
 * @param clipping how gradients are limited
 * @param weightDecay the fraction of each weight, times the learning rate, to subtract at each update; 0 for none
 */
public record Settings(Schedule learningRate, Clipping clipping, double weightDecay) {
    public Settings {
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("Invalid weight decay: " + weightDecay + " (finite and >= 0)");
        }
    }

    public static Settings of(Schedule learningRate) {
        return new Settings(learningRate, Clipping.NONE, 0);
    }

    /** Returns the settings in a config; those missing there are taken from this object. */
    public Settings from(Config config) {
        return new Settings(
                config.has("learning_rate") ? rate(config) : learningRate,
                Clipping.from(config),
                config.number("weight_decay", weightDecay));
    }

    /** Returns the schedule in a config; a number is a constant schedule. */
    private static Schedule rate(Config config) {
        return config.isNumber("learning_rate")
                ? Constant.of(config.number("learning_rate"))
                : Schedules.REGISTRY.create(config.config("learning_rate"));
    }

    public Settings clip(Clipping newClipping) {
        return new Settings(learningRate, clipping.or(newClipping), weightDecay);
    }

    public Settings decay(double newWeightDecay) {
        return new Settings(learningRate, clipping, newWeightDecay);
    }

    /** Returns a config of the given kind with these settings. */
    public Config config(String kind) {
        return clipping.into(
                Config.of(Registry.KIND, kind, "learning_rate", learningRate.config(), "weight_decay", weightDecay));
    }
}
