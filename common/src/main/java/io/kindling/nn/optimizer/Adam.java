package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;
import java.util.List;

/** Adam, by Kingma and Ba (2015), in Keras' form ({@link AdamRule}). */
public final class Adam extends Optimizer {
    private static final Adam STANDARD = new Adam(Settings.of(Constant.of(0.001)), AdamRule.STANDARD);

    private final AdamRule rule;

    private Adam(Settings settings, AdamRule rule) {
        super(settings);
        this.rule = rule;
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

    /** Returns a copy with other decay rates of the first and second moment; 0.9 and 0.999 by default. */
    public Adam betas(double beta1, double beta2) {
        return new Adam(settings(), rule.betas(beta1, beta2));
    }

    /** Returns a copy with another epsilon; 1e-7 by default. */
    public Adam epsilon(double newEpsilon) {
        return new Adam(settings(), rule.epsilon(newEpsilon));
    }

    /** Returns a copy that divides by the largest second moment so far. */
    public Adam amsgrad() {
        return new Adam(settings(), rule.withAmsgrad());
    }

    @Override
    protected Adam with(Settings newSettings) {
        return new Adam(newSettings, rule);
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
        return rule.into(settings().config("Adam"));
    }
}
