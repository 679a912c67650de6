package io.kindling.nn.schedule;

import io.kindling.config.Config;
import io.kindling.config.Registry;

/**
 * {@code initial / (1 + decayRate * iteration / decaySteps)}, decaying at each iteration or, as a staircase, every {@code
 * decaySteps} iterations. Keras' {@code InverseTimeDecay}.
 */
public record InverseTimeDecay(double initial, long decaySteps, double decayRate, DecayMode form) implements Schedule {
    public InverseTimeDecay {
        Rates.requireRate("initial learning rate", initial);
        Rates.requireSteps("decay steps", decaySteps, 1);
        Rates.requireRate("decay rate", decayRate);
    }

    public static InverseTimeDecay of(double initial, long decaySteps, double decayRate) {
        return new InverseTimeDecay(initial, decaySteps, decayRate, DecayMode.SMOOTH);
    }

    /** A copy that decays in steps: {@code iteration / decaySteps} is rounded down. */
    public InverseTimeDecay staircase() {
        return new InverseTimeDecay(initial, decaySteps, decayRate, DecayMode.STAIRCASE);
    }

    static InverseTimeDecay from(Config config) {
        InverseTimeDecay smooth = of(
                config.number("initial_learning_rate"), config.longInteger("decay_steps"), config.number("decay_rate"));
        return config.flag("staircase", false) ? smooth.staircase() : smooth;
    }

    @Override
    public double at(long iteration) {
        return initial / (1 + decayRate * form.decays(iteration, decaySteps));
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "InverseTimeDecay")
                .with("initial_learning_rate", initial)
                .with("decay_steps", decaySteps)
                .with("decay_rate", decayRate)
                .with("staircase", form == DecayMode.STAIRCASE);
    }
}
