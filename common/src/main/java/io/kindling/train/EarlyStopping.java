package io.kindling.train;

import io.kindling.nn.metric.Direction;

/**
 * Ends a fit when a number of its epochs has not become better for some epochs, as Keras' {@code EarlyStopping}; the weights are
 * those of the last epoch.
 *
 * @param name a number of an epoch; see {@link History.Epoch#number}
 * @param direction which values are better
 * @param patience the epochs in a row that need not be better than the best before, at least 1
 * @param minDelta by how much a value has to be better than the best before
 */
public record EarlyStopping(String name, Direction direction, int patience, double minDelta) implements Callback {
    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException("Invalid patience: " + patience + " (at least 1 epoch)");
        }
        if (!(minDelta >= 0)) {
            throw new IllegalArgumentException("Invalid minimum change: " + minDelta + " (0 or more)");
        }
    }

    /** Ends when the validation loss has not fallen for some epochs. */
    public static EarlyStopping of(int patience) {
        return of("val_loss", Direction.LOWER_IS_BETTER, patience);
    }

    /** Ends when a number of the epochs, such as {@code val_accuracy}, has not become better for some epochs. */
    public static EarlyStopping of(String name, Direction direction, int patience) {
        return new EarlyStopping(name, direction, patience, 0);
    }

    /** Returns a callback that takes only larger changes for better. */
    public EarlyStopping minDelta(double smallest) {
        return new EarlyStopping(name, direction, patience, smallest);
    }

    @Override
    public boolean goesOn(History history) {
        double best = Double.NaN;
        int waited = 0;
        for (History.Epoch epoch : history.epochs()) {
            double value = epoch.number(name);
            if (direction.isBetter(
                    value, direction == Direction.HIGHER_IS_BETTER ? best + minDelta : best - minDelta)) {
                best = value;
                waited = 0;
            } else {
                waited++;
            }
        }
        return waited < patience;
    }
}
