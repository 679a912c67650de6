package io.kindling.driver.table.internal;

import java.io.Serializable;

/**
 * What a {@link RowReader} makes of a null among the features.
 *
 * @param kind what becomes of it
 * @param values what takes its place: one value for each feature, or one for all
 */
public record NullFeatures(Kind kind, float[] values) implements Serializable {
    /** The row is rejected. */
    public static final NullFeatures REJECTED = new NullFeatures(Kind.REJECT, new float[0]);

    /** The row is left out. */
    public static final NullFeatures LEFT_OUT = new NullFeatures(Kind.LEAVE_OUT, new float[0]);

    /** NaN, which no feature is, marks where a value is missing. */
    public static final NullFeatures MARKED = new NullFeatures(Kind.REPLACE, new float[] {Float.NaN});

    public static final NullFeatures ZERO = new NullFeatures(Kind.REPLACE, new float[] {0});

    /** What becomes of a null. */
    public enum Kind {
        REJECT,
        LEAVE_OUT,
        REPLACE
    }

    /** Returns what takes the place of a feature, given its index in the row. */
    float value(int feature) {
        return values.length == 1 ? values[0] : values[feature];
    }
}
