package io.kindling.nn.optimizer;

import io.kindling.nn.Config;
import java.util.List;

/**
 * Kingma and Ba's update, in the form of Keras 2.13 ({@code optimizers/adam.py}): the corrections of both moments are in
 * the step size, {@code alpha = lr * sqrt(1 - beta2^t) / (1 - beta1^t)}, and epsilon stands outside the square root,
 * uncorrected: {@code w -= m * alpha / (sqrt(v) + epsilon)}. Powers are computed in float32, as Keras does.
 */
record AdamRule(double beta1, double beta2, double epsilon) {
    /** Keras' hyperparameters. */
    static final AdamRule STANDARD = new AdamRule(0.9, 0.999, 1e-7);

    static final List<String> SLOTS = List.of("m", "v");

    AdamRule {
        Hyperparameters.requireFraction("beta_1", beta1);
        Hyperparameters.requireFraction("beta_2", beta2);
        Hyperparameters.requirePositive("epsilon", epsilon);
    }

    static AdamRule from(Config config) {
        return new AdamRule(
                config.number("beta_1", STANDARD.beta1),
                config.number("beta_2", STANDARD.beta2),
                config.number("epsilon", STANDARD.epsilon));
    }

    Config into(Config config) {
        return config.with("beta_1", beta1).with("beta_2", beta2).with("epsilon", epsilon);
    }

    void update(float[] w, float[] g, float[] m, float[] v, int from, int to, float learningRate, long step) {
        float alpha = learningRate * (float) Math.sqrt(1 - power(beta2, step)) / (1 - power(beta1, step));
        float rest1 = (float) (1 - beta1);
        float rest2 = (float) (1 - beta2);
        float e = (float) epsilon;
        for (int i = from; i < to; i++) {
            float gi = g[i];
            m[i] += (gi - m[i]) * rest1;
            v[i] += (gi * gi - v[i]) * rest2;
            w[i] -= (m[i] * alpha) / ((float) Math.sqrt(v[i]) + e);
        }
    }

    private static float power(double beta, long step) {
        return (float) StrictMath.pow((float) beta, step);
    }
}
