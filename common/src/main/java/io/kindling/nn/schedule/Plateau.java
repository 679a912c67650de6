package io.kindling.nn.schedule;

import io.kindling.nn.Config;

/**
 * A learning rate that falls when a loss no longer does: Keras' {@code ReduceLROnPlateau}, with its defaults. The loop tells it
 * the loss of each epoch; the optimizer that was made with it has the new rate from the next update on.
 *
 * <pre>{@code
 * Plateau rate = Plateau.of(0.1).patience(3);
 * Optimizer optimizer = SGD.of(rate);
 * for (...) {
 *     ...
 *     rate.epochEnded(validationLoss);
 * }
 * }</pre>
 *
 * <p>For loops of one's own: it alone among the schedules changes, and a program is built anew on each machine, where nobody
 * would tell it a loss.
 */
public final class Plateau implements Schedule {
    private static final double DEFAULT_FACTOR = 0.1;
    private static final int DEFAULT_PATIENCE = 10;
    private static final double DEFAULT_MIN_DELTA = 1e-4;

    private final double initial;
    private final double factor;
    private final int patience;
    private final double minDelta;
    private final int cooldown;
    private final double least;

    private double rate;
    private double best = Double.POSITIVE_INFINITY;
    private int waited;
    private int cooling;

    private Plateau(double initial, double factor, int patience, double minDelta, int cooldown, double least) {
        Rates.requireRate("learning rate", initial);
        Rates.requireRate("min delta", minDelta);
        Rates.requireRate("least learning rate", least);
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
        this.least = least;
        this.rate = initial;
    }

    /** Beginning with this rate. */
    public static Plateau of(double initial) {
        return new Plateau(initial, DEFAULT_FACTOR, DEFAULT_PATIENCE, DEFAULT_MIN_DELTA, 0, 0);
    }

    /** The same, from its beginning, with another factor that the rate is multiplied by; 0.1 by default. */
    public Plateau factor(double newFactor) {
        return new Plateau(initial, newFactor, patience, minDelta, cooldown, least);
    }

    /** The same, from its beginning, falling after so many epochs in a row without a lower loss; 10 by default. */
    public Plateau patience(int epochs) {
        return new Plateau(initial, factor, epochs, minDelta, cooldown, least);
    }

    /** The same, from its beginning, counting a loss as lower where it is so by more than this; 0.0001 by default. */
    public Plateau minDelta(double delta) {
        return new Plateau(initial, factor, patience, delta, cooldown, least);
    }

    /** The same, from its beginning, counting no epochs for so many of them after a fall; 0 by default. */
    public Plateau cooldown(int epochs) {
        return new Plateau(initial, factor, patience, minDelta, epochs, least);
    }

    /** The same, from its beginning, never falling below this rate; 0 by default. */
    public Plateau least(double rateAtLeast) {
        return new Plateau(initial, factor, patience, minDelta, cooldown, rateAtLeast);
    }

    /** Takes an epoch's loss into account. */
    public void epochEnded(double loss) {
        if (cooling > 0) {
            cooling--;
            waited = 0;
        }
        if (loss < best - minDelta) {
            best = loss;
            waited = 0;
        } else if (cooling == 0) {
            waited++;
            if (waited >= patience && rate > least) {
                rate = Math.max(rate * factor, least);
                cooling = cooldown;
                waited = 0;
            }
        }
    }

    /** The rate now. */
    public double rate() {
        return rate;
    }

    @Override
    public double at(long iteration) {
        return rate;
    }

    /** That of the rate now, as a constant: the losses so far are not part of it. */
    @Override
    public Config config() {
        return Constant.of(rate).config();
    }
}
