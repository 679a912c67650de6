package io.kindling.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The weighting of rows by class: a weight per class, multiplied with the weights of the class's rows.
 *
 * @param byClass the weights, indexed by class; aliased
 */
public record ClassWeighting(float[] byClass) implements Serializable {
    /** Returns a weight of 1 for each class, so that rows have weights without a change of the loss. */
    public static ClassWeighting equal(int classes) {
        float[] ones = new float[classes];
        Arrays.fill(ones, 1);
        return new ClassWeighting(ones);
    }

    /**
     * Returns weights that give all classes the same total: rows / (classes * rows of the class), as in scikit-learn's
     * {@code class_weight="balanced"}. A class without rows has weight 0.
     */
    public static ClassWeighting balanced(Column labels, int classes) {
        long[] counts = new long[classes];
        for (int row = 0; row < labels.count(); row++) {
            counts[Math.toIntExact(labels.integer(row))]++;
        }
        float[] weights = new float[classes];
        for (int each = 0; each < classes; each++) {
            weights[each] = counts[each] == 0 ? 0 : (float) (labels.count() / ((double) classes * counts[each]));
        }
        return new ClassWeighting(weights);
    }

    /** Returns the same rows, weighted. Their labels must be class indices. */
    public Examples applyTo(Examples rows) {
        Column labels =
                rows.labels().orElseThrow(() -> new DataException("Cannot weigh rows by class: they have no labels."));
        float[] weights = new float[labels.count()];
        for (int row = 0; row < weights.length; row++) {
            double own = rows.weights().isPresent() ? rows.weights().get().real(row) : 1;
            weights[row] = (float) (own * byClass[Math.toIntExact(labels.integer(row))]);
        }
        return rows.withWeights(weights);
    }
}
