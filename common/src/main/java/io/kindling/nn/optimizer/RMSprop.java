package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSprop, by Hinton: the gradient divided by the root of a moving average of its square, {@code lr * g / sqrt(average
 * + epsilon)}; if centered, by the root of its moving variance instead. Momentum is plain: {@code m = momentum * m +
 * increment; w -= m}. Keras 2.13, {@code optimizers/rmsprop.py}.
 */
public final class RMSprop extends ConfigurableOptimizer<RMSprop> {
    /** Keras' default hyperparameters. */
    private static final RMSprop STANDARD =
            new RMSprop(Settings.of(Constant.of(0.001)), new Hyper(0.9, 0, 1e-7, false));

    private record Hyper(double rho, double momentum, double epsilon, boolean centered) {
        private Hyper {
            Hyperparameters.requireFraction("rho", rho);
            Hyperparameters.requireFraction("momentum", momentum);
            Hyperparameters.requirePositive("epsilon", epsilon);
        }
    }

    private final Hyper hyper;

    private RMSprop(Settings settings, Hyper hyper) {
        super(settings);
        this.hyper = hyper;
    }

    /** Returns the optimizer with Keras' default learning rate, 0.001. */
    public static RMSprop of() {
        return STANDARD.with(STANDARD.settings());
    }

    public static RMSprop of(double learningRate) {
        return of(Constant.of(learningRate));
    }

    public static RMSprop of(Schedule learningRate) {
        return STANDARD.with(Settings.of(learningRate));
    }

    static RMSprop from(Config config) {
        Hyper standard = STANDARD.hyper;
        return new RMSprop(
                STANDARD.settings().from(config),
                new Hyper(
                        config.number("rho", standard.rho),
                        config.number("momentum", standard.momentum),
                        config.number("epsilon", standard.epsilon),
                        config.flag("centered", standard.centered)));
    }

    /** Returns a copy with another decay rate of the averages; 0.9 by default. */
    public RMSprop rho(double rho) {
        return new RMSprop(settings(), new Hyper(rho, hyper.momentum, hyper.epsilon, hyper.centered));
    }

    /** Returns a copy with momentum, from 0 to 1. */
    public RMSprop momentum(double momentum) {
        return new RMSprop(settings(), new Hyper(hyper.rho, momentum, hyper.epsilon, hyper.centered));
    }

    /** Returns a copy with another epsilon; 1e-7 by default. */
    public RMSprop epsilon(double epsilon) {
        return new RMSprop(settings(), new Hyper(hyper.rho, hyper.momentum, epsilon, hyper.centered));
    }

    /** Returns a copy that divides by the root of the gradients' variance. */
    public RMSprop centered() {
        return new RMSprop(settings(), new Hyper(hyper.rho, hyper.momentum, hyper.epsilon, true));
    }

    @Override
    protected RMSprop with(Settings newSettings) {
        return new RMSprop(newSettings, hyper);
    }

    @Override
    public List<String> slotNames() {
        List<String> names = new ArrayList<>(List.of("velocity"));
        if (hyper.momentum != 0) {
            names.add("momentum");
        }
        if (hyper.centered) {
            names.add("average_gradient");
        }
        return List.copyOf(names);
    }

    @Override
    protected void updateRange(
            float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step) {
        float[] velocity = slots[0];
        float[] last = slots[slots.length - 1];
        averageSquares(gradients, velocity, from, to);
        if (hyper.centered) {
            average(gradients, last, from, to);
            toCenteredIncrements(gradients, velocity, last, from, to, learningRate);
        } else {
            toIncrements(gradients, velocity, from, to, learningRate);
        }
        if (hyper.momentum == 0) {
            subtract(weights, gradients, from, to);
        } else {
            accelerate(gradients, slots[1], from, to);
            subtract(weights, slots[1], from, to);
        }
    }

    private void averageSquares(float[] g, float[] v, int from, int to) {
        float rho = (float) hyper.rho;
        float oneMinusRho = (float) (1 - hyper.rho);
        for (int i = from; i < to; i++) {
            v[i] = rho * v[i] + oneMinusRho * (g[i] * g[i]);
        }
    }

    private void average(float[] g, float[] a, int from, int to) {
        float rho = (float) hyper.rho;
        float oneMinusRho = (float) (1 - hyper.rho);
        for (int i = from; i < to; i++) {
            a[i] = rho * a[i] + oneMinusRho * g[i];
        }
    }

    private void toIncrements(float[] g, float[] v, int from, int to, float learningRate) {
        float e = (float) hyper.epsilon;
        for (int i = from; i < to; i++) {
            g[i] = learningRate * g[i] / (float) Math.sqrt(v[i] + e);
        }
    }

    private void toCenteredIncrements(float[] g, float[] v, float[] a, int from, int to, float learningRate) {
        float e = (float) hyper.epsilon;
        for (int i = from; i < to; i++) {
            g[i] = learningRate * g[i] / (float) Math.sqrt(v[i] - a[i] * a[i] + e);
        }
    }

    private void accelerate(float[] increments, float[] m, int from, int to) {
        float mu = (float) hyper.momentum;
        for (int i = from; i < to; i++) {
            m[i] = mu * m[i] + increments[i];
        }
    }

    private static void subtract(float[] w, float[] by, int from, int to) {
        for (int i = from; i < to; i++) {
            w[i] -= by[i];
        }
    }

    @Override
    public Config config() {
        return settings()
                .config("RMSprop")
                .with("rho", hyper.rho)
                .with("momentum", hyper.momentum)
                .with("epsilon", hyper.epsilon)
                .with("centered", hyper.centered);
    }
}
