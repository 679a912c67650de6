package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import java.util.List;

/**
 * An optimizer that updates weights by {@link AdamRule}.
 *
 * @param <O> the subclass
 */
abstract class AdamOptimizer<O extends AdamOptimizer<O>> extends ConfigurableOptimizer<O> {
    private final AdamRule rule;

    AdamOptimizer(Settings settings, AdamRule rule) {
        super(settings);
        this.rule = rule;
    }

    abstract O with(Settings newSettings, AdamRule newRule);

    @Override
    protected final O with(Settings newSettings) {
        return with(newSettings, rule);
    }

    /** Returns a copy with other decay rates of the first and second moment; 0.9 and 0.999 by default. */
    public final O betas(double beta1, double beta2) {
        return with(settings(), rule.betas(beta1, beta2));
    }

    /** Returns a copy with another epsilon; 1e-7 by default. */
    public final O epsilon(double newEpsilon) {
        return with(settings(), rule.epsilon(newEpsilon));
    }

    /** Returns a copy that divides by the largest second moment so far. */
    public final O amsgrad() {
        return with(settings(), rule.withAmsgrad());
    }

    @Override
    public final List<String> slotNames() {
        return rule.slotNames();
    }

    @Override
    protected final void updateRange(
            float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step) {
        rule.update(weights, gradients, slots, from, to, learningRate, step);
    }

    @Override
    public final Config config() {
        return rule.into(settings().config(getClass().getSimpleName()));
    }
}
