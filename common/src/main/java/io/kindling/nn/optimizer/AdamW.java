package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;

/**
 * Adam with decoupled weight decay, by Loshchilov and Hutter (2019). Each update first applies {@code w -= w *
 * weightDecay * learningRate}. Keras 2.13, {@code optimizers/adamw.py}; the decay is 0.004 unless set by {@link
 * #weightDecay}.
 */
public final class AdamW extends AdamOptimizer<AdamW> {
    private static final AdamW STANDARD =
            new AdamW(Settings.of(Constant.of(0.001)).decay(0.004), AdamRule.STANDARD);

    private AdamW(Settings settings, AdamRule rule) {
        super(settings, rule);
    }

    /** Returns the optimizer with Keras' default learning rate, 0.001, and weight decay, 0.004. */
    public static AdamW of() {
        return STANDARD.with(STANDARD.settings());
    }

    public static AdamW of(double learningRate) {
        return of(Constant.of(learningRate));
    }

    public static AdamW of(Schedule learningRate) {
        return STANDARD.with(Settings.of(learningRate).decay(STANDARD.settings().weightDecay()));
    }

    static AdamW from(Config config) {
        return new AdamW(STANDARD.settings().from(config), AdamRule.from(config));
    }

    @Override
    AdamW with(Settings newSettings, AdamRule newRule) {
        return new AdamW(newSettings, newRule);
    }
}
