package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;
import java.util.List;

/**
 * Adam with Nesterov momentum, by Dozat (2016). The momentum coefficient u grows with the update number t: {@code u_t =
 * beta1 * (1 - 0.96^t / 2)}. Keras 2.13, {@code optimizers/nadam.py}:
 *
 * <pre>{@code
 * mhat = u_(t+1) * m / (1 - u_1 ... u_(t+1)) + (1 - u_t) * g / (1 - u_1 ... u_t)
 * w -= lr * mhat / (sqrt(v / (1 - beta2^t)) + epsilon)
 * }</pre>
 */
public final class Nadam extends ConfigurableOptimizer<Nadam> {
    private static final double DECAY = 0.96;

    /** Keras' default hyperparameters. */
    private static final Nadam STANDARD = new Nadam(Settings.of(Constant.of(0.001)), 0.9, 0.999, 1e-7);

    private final double beta1;
    private final double beta2;
    private final double epsilon;

    private Nadam(Settings settings, double beta1, double beta2, double epsilon) {
        super(settings);
        Hyperparameters.requireDecay("beta_1", beta1);
        Hyperparameters.requireDecay("beta_2", beta2);
        Hyperparameters.requirePositive("epsilon", epsilon);
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
    }

    /** Returns the optimizer with Keras' default learning rate, 0.001. */
    public static Nadam of() {
        return STANDARD.with(STANDARD.settings());
    }

    public static Nadam of(double learningRate) {
        return of(Constant.of(learningRate));
    }

    public static Nadam of(Schedule learningRate) {
        return STANDARD.with(Settings.of(learningRate));
    }

    static Nadam from(Config config) {
        return new Nadam(
                STANDARD.settings().from(config),
                config.number("beta_1", STANDARD.beta1),
                config.number("beta_2", STANDARD.beta2),
                config.number("epsilon", STANDARD.epsilon));
    }

    /** Returns a copy with other decay rates of the first and second moment; 0.9 and 0.999 by default. */
    public Nadam betas(double newBeta1, double newBeta2) {
        return new Nadam(settings(), newBeta1, newBeta2, epsilon);
    }

    /** Returns a copy with another epsilon; 1e-7 by default. */
    public Nadam epsilon(double newEpsilon) {
        return new Nadam(settings(), beta1, beta2, newEpsilon);
    }

    @Override
    protected Nadam with(Settings newSettings) {
        return new Nadam(newSettings, beta1, beta2, epsilon);
    }

    @Override
    public List<String> slotNames() {
        return List.of("m", "v");
    }

    @Override
    protected void updateRange(
            float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step) {
        float[] m = slots[0];
        float[] v = slots[1];
        float product = momentumProduct(step);
        float nextMomentum = momentum(step + 1);
        float momentumFactor = nextMomentum / (1 - product * nextMomentum);
        float gradientFactor = (1 - momentum(step)) / (1 - product);
        float squareCorrection = 1 - (float) StrictMath.pow((float) beta2, step);
        float oneMinusBeta1 = (float) (1 - beta1);
        float oneMinusBeta2 = (float) (1 - beta2);
        float e = (float) epsilon;
        for (int i = from; i < to; i++) {
            float g = gradients[i];
            m[i] += (g - m[i]) * oneMinusBeta1;
            v[i] += (g * g - v[i]) * oneMinusBeta2;
            float ahead = m[i] * momentumFactor + g * gradientFactor;
            weights[i] -= ahead * learningRate / ((float) Math.sqrt(v[i] / squareCorrection) + e);
        }
    }

    private float momentum(long step) {
        return (float) (beta1 * (1 - 0.5 * StrictMath.pow(DECAY, step)));
    }

    /**
     * Returns {@code u_1 ... u_t}, computed anew in each call so that no state has to store it. The loop ends when
     * {@code 1 - product} is 1 in float32.
     */
    private float momentumProduct(long step) {
        float product = 1;
        for (long t = 1; t <= step && product >= 0x1p-26f; t++) {
            product *= momentum(t);
        }
        return product;
    }

    @Override
    public Config config() {
        return settings()
                .config("Nadam")
                .with("beta_1", beta1)
                .with("beta_2", beta2)
                .with("epsilon", epsilon);
    }
}
