package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import java.util.List;

/**
 * Kingma and Ba's update in the form of Keras 2.13 ({@code optimizers/adam.py}): the bias corrections of both moments
 * are part of the step size, {@code alpha = lr * sqrt(1 - beta2^t) / (1 - beta1^t)}, and epsilon is added outside the
 * square root, without bias correction: {@code w -= m * alpha / (sqrt(v) + epsilon)}. Powers are computed in float32,
 * as in Keras.
 *
 * <p>With {@code amsgrad}, the largest v so far replaces v: Reddi, Kale and Kumar, 2018.
 */
record AdamRule(double beta1, double beta2, double epsilon, boolean amsgrad) {
    /** Keras' default hyperparameters. */
    static final AdamRule STANDARD = new AdamRule(0.9, 0.999, 1e-7, false);

    AdamRule {
        Hyperparameters.requireDecay("beta_1", beta1);
        Hyperparameters.requireDecay("beta_2", beta2);
        Hyperparameters.requirePositive("epsilon", epsilon);
    }

    AdamRule betas(double newBeta1, double newBeta2) {
        return new AdamRule(newBeta1, newBeta2, epsilon, amsgrad);
    }

    AdamRule epsilon(double newEpsilon) {
        return new AdamRule(beta1, beta2, newEpsilon, amsgrad);
    }

    AdamRule withAmsgrad() {
        return new AdamRule(beta1, beta2, epsilon, true);
    }

    List<String> slotNames() {
        return amsgrad ? List.of("m", "v", "v_hat") : List.of("m", "v");
    }

    static AdamRule from(Config config) {
        return new AdamRule(
                config.number("beta_1", STANDARD.beta1),
                config.number("beta_2", STANDARD.beta2),
                config.number("epsilon", STANDARD.epsilon),
                config.flag("amsgrad", STANDARD.amsgrad));
    }

    Config into(Config config) {
        return config.with("beta_1", beta1)
                .with("beta_2", beta2)
                .with("epsilon", epsilon)
                .with("amsgrad", amsgrad);
    }

    /** @param slots in the order of {@link #slotNames} */
    void update(float[] w, float[] g, float[][] slots, int from, int to, float learningRate, long step) {
        float[] m = slots[0];
        float[] v = slots[1];
        float alpha = learningRate * (float) Math.sqrt(1 - power(beta2, step)) / (1 - power(beta1, step));
        float oneMinusBeta1 = (float) (1 - beta1);
        float oneMinusBeta2 = (float) (1 - beta2);
        for (int i = from; i < to; i++) {
            float gi = g[i];
            m[i] += (gi - m[i]) * oneMinusBeta1;
            v[i] += (gi * gi - v[i]) * oneMinusBeta2;
        }
        if (amsgrad) {
            updateMaximum(slots[2], v, from, to);
        }
        applyStep(w, m, amsgrad ? slots[2] : v, from, to, alpha);
    }

    private static void updateMaximum(float[] largest, float[] v, int from, int to) {
        for (int i = from; i < to; i++) {
            largest[i] = Math.max(largest[i], v[i]);
        }
    }

    private void applyStep(float[] w, float[] m, float[] v, int from, int to, float alpha) {
        float e = (float) epsilon;
        for (int i = from; i < to; i++) {
            w[i] -= (m[i] * alpha) / ((float) Math.sqrt(v[i]) + e);
        }
    }

    private static float power(double beta, long step) {
        return (float) StrictMath.pow((float) beta, step);
    }
}
