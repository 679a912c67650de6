package io.kindling.nn.schedule;

import io.kindling.config.Config;
import io.kindling.config.Registry;

/**
 * {@code initial * decayRate ^ (iteration / decaySteps)}, decaying at each iteration or, as a staircase, every {@code
 * decaySteps} iterations. Keras' {@code ExponentialDecay}.
 */
public record ExponentialDecay(double initial, long decaySteps, double decayRate, DecayMode form) implements Schedule {
    public ExponentialDecay {
        Rates.requireRate("initial learning rate", initial);
        Rates.requireSteps("decay steps", decaySteps, 1);
        Rates.requireRate("decay rate", decayRate);
    }

    public static ExponentialDecay of(double initial, long decaySteps, double decayRate) {
        return new ExponentialDecay(initial, decaySteps, decayRate, DecayMode.SMOOTH);
    }

    /** A copy that decays in steps: the exponent is rounded down. */
    public ExponentialDecay staircase() {
        return new ExponentialDecay(initial, decaySteps, decayRate, DecayMode.STAIRCASE);
    }

    static ExponentialDecay from(Config config) {
        ExponentialDecay smooth = of(
                config.number("initial_learning_rate"), config.longInteger("decay_steps"), config.number("decay_rate"));
        return config.flag("staircase", false) ? smooth.staircase() : smooth;
    }

    @Override
    public double at(long iteration) {
        return initial * StrictMath.pow(decayRate, form.decays(iteration, decaySteps));
    }

    @Override
    public Config config() {
        return Config.of(
                Registry.KIND,
                "ExponentialDecay",
                "initial_learning_rate",
                initial,
                "decay_steps",
                decaySteps,
                "decay_rate",
                decayRate,
                "staircase",
                form == DecayMode.STAIRCASE);
    }
}
