package io.kindling.nn.schedule;

import io.kindling.config.Config;
import io.kindling.config.Registry;

/**
 * A cosine decay from a peak to {@code alpha} times the peak, after an optional linear warm-up to the peak. Keras 3's
 * {@code CosineDecay} (2.13 has the same formula): without warm-up the peak is {@code initial}, with warm-up it is {@code
 * warmupTarget}, and {@code decaySteps} count from the end of the warm-up.
 *
 * @param initial the rate at iteration 0
 * @param decaySteps the number of iterations from the peak to the end of the decay
 * @param alpha the final rate, as a fraction of the peak
 * @param warmupSteps the number of warm-up iterations, 0 for none
 * @param warmupTarget the peak after the warm-up; {@code initial} without warm-up
 */
public record CosineDecay(double initial, long decaySteps, double alpha, long warmupSteps, double warmupTarget)
        implements Schedule {
    public CosineDecay {
        Rates.requireRate("initial learning rate", initial);
        Rates.requireSteps("decay steps", decaySteps, 1);
        Rates.requireRate("alpha", alpha);
        Rates.requireSteps("warm-up steps", warmupSteps, 0);
        Rates.requireRate("warm-up target", warmupTarget);
    }

    public static CosineDecay of(double initial, long decaySteps) {
        return new CosineDecay(initial, decaySteps, 0, 0, initial);
    }

    /** A copy that ends at a fraction of the peak; 0 by default. */
    public CosineDecay downTo(double fraction) {
        return new CosineDecay(initial, decaySteps, fraction, warmupSteps, warmupTarget);
    }

    /** A copy with a linear warm-up from {@code initial} to a target. */
    public CosineDecay warmUp(long steps, double target) {
        Rates.requireSteps("warm-up steps", steps, 1);
        return new CosineDecay(initial, decaySteps, alpha, steps, target);
    }

    static CosineDecay from(Config config) {
        CosineDecay decay = of(config.number("initial_learning_rate"), config.longInteger("decay_steps"))
                .downTo(config.number("alpha", 0));
        return config.has("warmup_steps")
                ? decay.warmUp(config.longInteger("warmup_steps"), config.number("warmup_target"))
                : decay;
    }

    @Override
    public double at(long iteration) {
        if (iteration < warmupSteps) {
            return initial + (warmupTarget - initial) * iteration / warmupSteps;
        }
        double completed = Math.min(iteration - warmupSteps, decaySteps) / (double) decaySteps;
        double cosine = 0.5 * (1 + StrictMath.cos(Math.PI * completed));
        return warmupTarget * ((1 - alpha) * cosine + alpha);
    }

    @Override
    public Config config() {
        Config config = Config.of(
                Registry.KIND,
                "CosineDecay",
                "initial_learning_rate",
                initial,
                "decay_steps",
                decaySteps,
                "alpha",
                alpha);
        return warmupSteps == 0
                ? config
                : config.with("warmup_steps", warmupSteps).with("warmup_target", warmupTarget);
    }
}
