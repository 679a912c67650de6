package io.kindling.driver.table;

import io.kindling.driver.internal.SettingsException;
import java.util.Arrays;
import java.util.Locale;

/** What becomes of a null among a row's features. A null as label or weight is always a bad record. */
public enum Nulls {
    /** The row is a bad record. */
    FAIL,
    /** The row is left out, and counted. */
    DROP,
    /** The mean of the feature over the training rows takes its place. */
    MEAN,
    /** Zero takes its place. */
    ZERO;

    /** The default. */
    public static final Nulls DEFAULT = FAIL;

    /** Returns the constant with this name. */
    public static Nulls named(String name) {
        return Arrays.stream(values())
                .filter(nulls -> nulls.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> SettingsException.invalid("nulls", name, "fail, drop, mean or zero"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
