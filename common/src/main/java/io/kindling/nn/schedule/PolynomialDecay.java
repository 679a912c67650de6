package io.kindling.nn.schedule;

import io.kindling.config.Config;
import io.kindling.config.Registry;

/**
 * {@code (initial - end) * (1 - iteration / decaySteps) ^ power + end}, and {@code end} after {@code decaySteps}. When
 * cycling, {@code decaySteps} is replaced by its smallest multiple that is not below the iteration. Keras' {@code
 * PolynomialDecay}.
 */
public record PolynomialDecay(double initial, long decaySteps, double end, double power, Form form)
        implements Schedule {
    private static final double DEFAULT_END = 0.0001;
    private static final double DEFAULT_POWER = 1;

    /** What happens after {@code decaySteps}. */
    public enum Form {
        ENDING,
        CYCLING
    }

    public PolynomialDecay {
        Rates.requireRate("initial learning rate", initial);
        Rates.requireSteps("decay steps", decaySteps, 1);
        Rates.requireRate("end learning rate", end);
        Rates.requireRate("power", power);
    }

    /** A linear decay to Keras' default end, 0.0001. */
    public static PolynomialDecay of(double initial, long decaySteps) {
        return new PolynomialDecay(initial, decaySteps, DEFAULT_END, DEFAULT_POWER, Form.ENDING);
    }

    /** A copy with another end. */
    public PolynomialDecay downTo(double newEnd) {
        return new PolynomialDecay(initial, decaySteps, newEnd, power, form);
    }

    /** A copy with another power; 1, a linear decay, by default. */
    public PolynomialDecay power(double newPower) {
        return new PolynomialDecay(initial, decaySteps, end, newPower, form);
    }

    /** A copy that restarts, at a lower rate, each time it reaches the end. */
    public PolynomialDecay cycling() {
        return new PolynomialDecay(initial, decaySteps, end, power, Form.CYCLING);
    }

    static PolynomialDecay from(Config config) {
        PolynomialDecay ending = of(config.number("initial_learning_rate"), config.longInteger("decay_steps"))
                .downTo(config.number("end_learning_rate", DEFAULT_END))
                .power(config.number("power", DEFAULT_POWER));
        return config.flag("cycle", false) ? ending.cycling() : ending;
    }

    @Override
    public double at(long iteration) {
        double remaining = 1 - fractionDone(iteration);
        return (initial - end) * StrictMath.pow(remaining, power) + end;
    }

    private double fractionDone(long iteration) {
        if (form == Form.ENDING) {
            return (double) Math.min(iteration, decaySteps) / decaySteps;
        }
        double cycles = Math.max(1, Math.ceil((double) iteration / decaySteps));
        return iteration / (cycles * decaySteps);
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "PolynomialDecay")
                .with("initial_learning_rate", initial)
                .with("decay_steps", decaySteps)
                .with("end_learning_rate", end)
                .with("power", power)
                .with("cycle", form == Form.CYCLING);
    }
}
