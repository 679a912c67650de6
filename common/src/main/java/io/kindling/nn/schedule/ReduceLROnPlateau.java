package io.kindling.nn.schedule;

import io.kindling.config.Config;

/**
 * A learning rate that is reduced when the loss stops improving: Keras' {@code ReduceLROnPlateau}, with its defaults. The
 * training loop reports the loss of each epoch; an optimizer created with this schedule uses the new rate from its next
 * update on.
 *
 * <pre>{@code
 * ReduceLROnPlateau rate = ReduceLROnPlateau.of(0.1).patience(3);
 * Optimizer optimizer = SGD.of(rate);
 * for (...) {
 *     ...
 *     rate.epochEnded(validationLoss);
 * }
 * }</pre>
 *
 * <p>For custom training loops only: unlike other schedules it is mutable, and a program is rebuilt on each machine, where
 * the losses would not be reported to it.
 */
public final class ReduceLROnPlateau implements Schedule {
    private static final double DEFAULT_FACTOR = 0.1;
    private static final int DEFAULT_PATIENCE = 10;
    private static final double DEFAULT_MIN_DELTA = 1e-4;

    private final double initial;
    private final double factor;
    private final int patience;
    private final double minDelta;
    private final int cooldown;
    private final double minRate;

    private double rate;
    private double best = Double.POSITIVE_INFINITY;
    private int epochsWithoutImprovement;
    private int cooldownLeft;

    private ReduceLROnPlateau(
            double initial, double factor, int patience, double minDelta, int cooldown, double minRate) {
        Rates.requireRate("learning rate", initial);
        Rates.requireRate("min delta", minDelta);
        Rates.requireRate("minimum learning rate", minRate);
        Rates.requireSteps("patience", patience, 0);
        Rates.requireSteps("cooldown", cooldown, 0);
        if (!(factor >= 0 && factor < 1)) {
            throw new IllegalArgumentException("Invalid factor: " + factor + " (at least 0, below 1)");
        }
        this.initial = initial;
        this.factor = factor;
        this.patience = patience;
        this.minDelta = minDelta;
        this.cooldown = cooldown;
        this.minRate = minRate;
        this.rate = initial;
    }

    /** With this initial rate. */
    public static ReduceLROnPlateau of(double initial) {
        return new ReduceLROnPlateau(initial, DEFAULT_FACTOR, DEFAULT_PATIENCE, DEFAULT_MIN_DELTA, 0, 0);
    }

    /** A copy in its initial state that multiplies the rate by this factor; 0.1 by default. */
    public ReduceLROnPlateau factor(double newFactor) {
        return new ReduceLROnPlateau(initial, newFactor, patience, minDelta, cooldown, minRate);
    }

    /** A copy in its initial state that reduces the rate after this many epochs without improvement; 10 by default. */
    public ReduceLROnPlateau patience(int epochs) {
        return new ReduceLROnPlateau(initial, factor, epochs, minDelta, cooldown, minRate);
    }

    /** A copy in its initial state for which an improvement must exceed this difference; 0.0001 by default. */
    public ReduceLROnPlateau minDelta(double delta) {
        return new ReduceLROnPlateau(initial, factor, patience, delta, cooldown, minRate);
    }

    /** A copy in its initial state that does not count this many epochs after a reduction; 0 by default. */
    public ReduceLROnPlateau cooldown(int epochs) {
        return new ReduceLROnPlateau(initial, factor, patience, minDelta, epochs, minRate);
    }

    /** A copy in its initial state that never reduces the rate below this minimum; 0 by default. */
    public ReduceLROnPlateau minRate(double newMinRate) {
        return new ReduceLROnPlateau(initial, factor, patience, minDelta, cooldown, newMinRate);
    }

    /** Reports the loss of an epoch and reduces the rate if it is due. */
    public void epochEnded(double loss) {
        if (cooldownLeft > 0) {
            cooldownLeft--;
            epochsWithoutImprovement = 0;
        }
        if (loss < best - minDelta) {
            best = loss;
            epochsWithoutImprovement = 0;
        } else if (cooldownLeft == 0) {
            epochsWithoutImprovement++;
            if (epochsWithoutImprovement >= patience && rate > minRate) {
                rate = Math.max(rate * factor, minRate);
                cooldownLeft = cooldown;
                epochsWithoutImprovement = 0;
            }
        }
    }

    /** The current rate. */
    public double rate() {
        return rate;
    }

    @Override
    public double at(long iteration) {
        return rate;
    }

    /** The config of a {@link Constant} with the current rate; the losses so far are not included. */
    @Override
    public Config config() {
        return Constant.of(rate).config();
    }
}
