package io.kindling.nn.metric;

/** Which values of a metric are better. */
public enum Direction {
    HIGHER_IS_BETTER,
    LOWER_IS_BETTER;

    /**
     * Returns whether a value is better than another one. Equal values are not, and NaN is not better than anything, but any
     * number is better than NaN.
     */
    public boolean isBetter(double value, double than) {
        if (Double.isNaN(than)) {
            return !Double.isNaN(value);
        }
        return this == HIGHER_IS_BETTER ? value > than : value < than;
    }
}
