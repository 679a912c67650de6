package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;
import java.util.List;

/**
 * Stochastic gradient descent. Without momentum {@code w -= lr * g}; with momentum {@code v = momentum * v - lr * g; w
 * += v}, or, with Nesterov momentum, {@code w += momentum * v - lr * g} with the new v. Keras 2.13, {@code
 * optimizers/sgd.py}.
 */
public final class SGD extends ConfigurableOptimizer<SGD> {
    /** No momentum, and Keras' default learning rate. */
    private static final SGD STANDARD = new SGD(Settings.of(Constant.of(0.01)), 0, false);

    private final double momentum;
    private final boolean nesterov;

    private SGD(Settings settings, double momentum, boolean nesterov) {
        super(settings);
        Hyperparameters.requireFraction("momentum", momentum);
        this.momentum = momentum;
        this.nesterov = nesterov;
    }

    /** Returns the optimizer with Keras' default learning rate, 0.01. */
    public static SGD of() {
        return STANDARD.with(STANDARD.settings());
    }

    public static SGD of(double learningRate) {
        return of(Constant.of(learningRate));
    }

    public static SGD of(Schedule learningRate) {
        return STANDARD.with(Settings.of(learningRate));
    }

    static SGD from(Config config) {
        return new SGD(
                STANDARD.settings().from(config),
                config.number("momentum", STANDARD.momentum),
                config.flag("nesterov", STANDARD.nesterov));
    }

    /** Returns a copy with momentum, from 0 to 1. */
    public SGD momentum(double newMomentum) {
        return new SGD(settings(), newMomentum, nesterov);
    }

    /** Returns a copy with Nesterov momentum; no effect if momentum is 0. */
    public SGD nesterov() {
        return new SGD(settings(), momentum, true);
    }

    @Override
    protected SGD with(Settings newSettings) {
        return new SGD(newSettings, momentum, nesterov);
    }

    @Override
    public List<String> slotNames() {
        return momentum == 0 ? List.of() : List.of("momentum");
    }

    @Override
    protected void updateRange(
            float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step) {
        if (momentum == 0) {
            descend(weights, gradients, from, to, learningRate);
        } else {
            accelerate(gradients, slots[0], from, to, learningRate);
            if (nesterov) {
                lookAhead(weights, gradients, slots[0], from, to, learningRate);
            } else {
                addVelocity(weights, slots[0], from, to);
            }
        }
    }

    private static void descend(float[] w, float[] g, int from, int to, float learningRate) {
        for (int i = from; i < to; i++) {
            w[i] -= g[i] * learningRate;
        }
    }

    private void accelerate(float[] g, float[] v, int from, int to, float learningRate) {
        float mu = (float) momentum;
        for (int i = from; i < to; i++) {
            v[i] = v[i] * mu - g[i] * learningRate;
        }
    }

    private static void addVelocity(float[] w, float[] v, int from, int to) {
        for (int i = from; i < to; i++) {
            w[i] += v[i];
        }
    }

    private void lookAhead(float[] w, float[] g, float[] v, int from, int to, float learningRate) {
        float mu = (float) momentum;
        for (int i = from; i < to; i++) {
            w[i] += v[i] * mu - g[i] * learningRate;
        }
    }

    @Override
    public Config config() {
        return settings().config("SGD").with("momentum", momentum).with("nesterov", nesterov);
    }
}
