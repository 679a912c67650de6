package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;
import java.util.List;

/**
 * Adam with decoupled weight decay, by Loshchilov and Hutter (2019). Each update first applies {@code w -= w *
 * weightDecay * learningRate}. Keras 2.13, {@code optimizers/adamw.py}; the decay is 0.004 unless set by {@link
 * #weightDecay}.
 */
public final class AdamW extends Optimizer {
    private static final AdamW STANDARD =
            new AdamW(Settings.of(Constant.of(0.001)).decay(0.004), AdamRule.STANDARD);

    private final AdamRule rule;

    private AdamW(Settings settings, AdamRule rule) {
        super(settings);
        this.rule = rule;
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

    /** Returns a copy with other decay rates of the first and second moment; 0.9 and 0.999 by default. */
    public AdamW betas(double beta1, double beta2) {
        return new AdamW(settings(), rule.betas(beta1, beta2));
    }

    /** Returns a copy with another epsilon; 1e-7 by default. */
    public AdamW epsilon(double newEpsilon) {
        return new AdamW(settings(), rule.epsilon(newEpsilon));
    }

    /** Returns a copy that divides by the largest second moment so far. */
    public AdamW amsgrad() {
        return new AdamW(settings(), rule.withAmsgrad());
    }

    @Override
    protected AdamW with(Settings newSettings) {
        return new AdamW(newSettings, rule);
    }

    @Override
    public List<String> slotNames() {
        return rule.slotNames();
    }

    @Override
    protected void updateRange(
            float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step) {
        rule.update(weights, gradients, slots, from, to, learningRate, step);
    }

    @Override
    public Config config() {
        return rule.into(settings().config("AdamW"));
    }
}
