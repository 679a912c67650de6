package io.kindling.nn.optimizer;

/**
 * An optimizer whose settings return copies of its own type, in any order: {@code
 * SGD.of(0.1).clipNorm(1).momentum(0.9)}.
 *
 * @param <O> the subclass
 */
public abstract class ConfigurableOptimizer<O extends ConfigurableOptimizer<O>> extends Optimizer {
    protected ConfigurableOptimizer(Settings settings) {
        super(settings);
    }

    /** Returns a copy with other settings common to all optimizers. */
    protected abstract O with(Settings newSettings);

    @Override
    public final O clipNorm(double limit) {
        return with(settings().clip(new Clipping(Clipping.Rule.CLIPNORM, limit)));
    }

    @Override
    public final O globalClipNorm(double limit) {
        return with(settings().clip(new Clipping(Clipping.Rule.GLOBAL_CLIPNORM, limit)));
    }

    @Override
    public final O clipValue(double limit) {
        return with(settings().clip(new Clipping(Clipping.Rule.CLIPVALUE, limit)));
    }

    @Override
    public final O weightDecay(double weightDecay) {
        return with(settings().decay(weightDecay));
    }
}
