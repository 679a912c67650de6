package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;
import java.util.List;

/**
 * Adagrad, by Duchi, Hazan and Singer (2011): the gradient divided by the root of the sum of its squares so far, {@code
 * lr * g / sqrt(sum + epsilon)}. The sum starts at an initial value. Keras 2.13, {@code optimizers/adagrad.py}.
 */
public final class Adagrad extends ConfigurableOptimizer<Adagrad> {
    /** Keras' default hyperparameters. */
    private static final Adagrad STANDARD = new Adagrad(Settings.of(Constant.of(0.001)), 0.1, 1e-7);

    private final double initialAccumulator;
    private final double epsilon;

    private Adagrad(Settings settings, double initialAccumulator, double epsilon) {
        super(settings);
        if (!(initialAccumulator >= 0) || Double.isInfinite(initialAccumulator)) {
            throw new IllegalArgumentException(
                    "Invalid initial_accumulator_value: " + initialAccumulator + " (finite and >= 0)");
        }
        Hyperparameters.requirePositive("epsilon", epsilon);
        this.initialAccumulator = initialAccumulator;
        this.epsilon = epsilon;
    }

    /** Returns the optimizer with Keras' default learning rate, 0.001. */
    public static Adagrad of() {
        return STANDARD.with(STANDARD.settings());
    }

    public static Adagrad of(double learningRate) {
        return of(Constant.of(learningRate));
    }

    public static Adagrad of(Schedule learningRate) {
        return STANDARD.with(Settings.of(learningRate));
    }

    static Adagrad from(Config config) {
        return new Adagrad(
                STANDARD.settings().from(config),
                config.number("initial_accumulator_value", STANDARD.initialAccumulator),
                config.number("epsilon", STANDARD.epsilon));
    }

    /** Returns a copy whose sums of squares start at another value; 0.1 by default. */
    public Adagrad initialAccumulator(double value) {
        return new Adagrad(settings(), value, epsilon);
    }

    /** Returns a copy with another epsilon; 1e-7 by default. */
    public Adagrad epsilon(double newEpsilon) {
        return new Adagrad(settings(), initialAccumulator, newEpsilon);
    }

    @Override
    protected Adagrad with(Settings newSettings) {
        return new Adagrad(newSettings, initialAccumulator, epsilon);
    }

    @Override
    public List<String> slotNames() {
        return List.of("accumulator");
    }

    @Override
    protected float firstSlotValue() {
        return (float) initialAccumulator;
    }

    @Override
    protected void updateRange(
            float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step) {
        float[] sums = slots[0];
        float e = (float) epsilon;
        for (int i = from; i < to; i++) {
            float g = gradients[i];
            sums[i] += g * g;
            weights[i] -= learningRate * g / (float) Math.sqrt(sums[i] + e);
        }
    }

    @Override
    public Config config() {
        return settings()
                .config("Adagrad")
                .with("initial_accumulator_value", initialAccumulator)
                .with("epsilon", epsilon);
    }
}
