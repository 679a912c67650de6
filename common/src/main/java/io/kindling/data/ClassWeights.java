package io.kindling.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A weight for the rows of each class, multiplied into the rows' own.
 *
 * @param byClass the weights, by class number; aliased
 */
public record ClassWeights(float[] byClass) implements Serializable {
    /** Weights that change nothing but that rows have some. */
    public static ClassWeights equal(int classes) {
        float[] ones = new float[classes];
        Arrays.fill(ones, 1);
        return new ClassWeights(ones);
    }

    /**
     * Weights that make all classes count the same: rows / (classes * rows of the class), as in scikit-learn's
     * {@code class_weight="balanced"}. A class without rows has weight 0.
     */
    public static ClassWeights balanced(Column labels, int classes) {
        long[] counts = new long[classes];
        for (int row = 0; row < labels.count(); row++) {
            counts[Math.toIntExact(labels.integer(row))]++;
        }
        float[] weights = new float[classes];
        for (int each = 0; each < classes; each++) {
            weights[each] = counts[each] == 0 ? 0 : (float) (labels.count() / ((double) classes * counts[each]));
        }
        return new ClassWeights(weights);
    }

    /** The same rows, weighted. Their labels are class numbers. */
    public Examples weigh(Examples rows) {
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
