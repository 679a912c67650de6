package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;

/** Adam, by Kingma and Ba (2015), in Keras' form ({@link AdamRule}). */
public final class Adam extends AdamOptimizer<Adam> {
    private static final Adam STANDARD = new Adam(Settings.of(Constant.of(0.001)), AdamRule.STANDARD);

    private Adam(Settings settings, AdamRule rule) {
        super(settings, rule);
    }

    /** Returns the optimizer with Keras' default learning rate, 0.001. */
    public static Adam of() {
        return STANDARD.with(STANDARD.settings());
    }

    public static Adam of(double learningRate) {
        return of(Constant.of(learningRate));
    }

    public static Adam of(Schedule learningRate) {
        return STANDARD.with(Settings.of(learningRate));
    }

    static Adam from(Config config) {
        return new Adam(STANDARD.settings().from(config), AdamRule.from(config));
    }

    @Override
    Adam with(Settings newSettings, AdamRule newRule) {
        return new Adam(newSettings, newRule);
    }
}
