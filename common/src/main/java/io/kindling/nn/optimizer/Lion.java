package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;
import java.util.List;

/**
 * Lion, by Chen et al. (2023): each weight moves by the learning rate along the sign of a mix of momentum and gradient,
 * {@code w -= lr * sign(beta1 * m + (1 - beta1) * g)}, then {@code m = beta2 * m + (1 - beta2) * g}. Keras 2.13, {@code
 * optimizers/lion.py}.
 */
public final class Lion extends ConfigurableOptimizer<Lion> {
    /** Keras' default hyperparameters. */
    private static final Lion STANDARD = new Lion(Settings.of(Constant.of(0.0001)), 0.9, 0.99);

    private final double beta1;
    private final double beta2;

    private Lion(Settings settings, double beta1, double beta2) {
        super(settings);
        Hyperparameters.requireFraction("beta_1", beta1);
        Hyperparameters.requireFraction("beta_2", beta2);
        this.beta1 = beta1;
        this.beta2 = beta2;
    }

    /** Returns the optimizer with Keras' default learning rate, 0.0001. */
    public static Lion of() {
        return STANDARD.with(STANDARD.settings());
    }

    public static Lion of(double learningRate) {
        return of(Constant.of(learningRate));
    }

    public static Lion of(Schedule learningRate) {
        return STANDARD.with(Settings.of(learningRate));
    }

    static Lion from(Config config) {
        return new Lion(
                STANDARD.settings().from(config),
                config.number("beta_1", STANDARD.beta1),
                config.number("beta_2", STANDARD.beta2));
    }

    /**
     * Returns a copy with other momentum coefficients, of the step and of the momentum itself; 0.9 and 0.99 by default.
     */
    public Lion betas(double newBeta1, double newBeta2) {
        return new Lion(settings(), newBeta1, newBeta2);
    }

    @Override
    protected Lion with(Settings newSettings) {
        return new Lion(newSettings, beta1, beta2);
    }

    @Override
    public List<String> slotNames() {
        return List.of("m");
    }

    @Override
    protected void updateRange(
            float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step) {
        float[] m = slots[0];
        float b1 = (float) beta1;
        float oneMinusBeta1 = (float) (1 - beta1);
        float b2 = (float) beta2;
        float oneMinusBeta2 = (float) (1 - beta2);
        for (int i = from; i < to; i++) {
            float g = gradients[i];
            weights[i] -= learningRate * Math.signum(m[i] * b1 + g * oneMinusBeta1);
            m[i] = m[i] * b2 + g * oneMinusBeta2;
        }
    }

    @Override
    public Config config() {
        return settings().config("Lion").with("beta_1", beta1).with("beta_2", beta2);
    }
}
