package io.kindling.driver.internal.dataset;

import io.kindling.driver.internal.SettingsException;
import java.util.Locale;

/** How training rows are weighted by class. */
public enum ClassWeight {
    /** Rows are not weighted by class. */
    NONE,
    /** Classes are weighted so that all contribute the same to the loss. */
    BALANCED;

    /** Returns the constant with this name. */
    public static ClassWeight named(String name) {
        for (ClassWeight weight : values()) {
            if (weight.toString().equals(name.toLowerCase(Locale.ROOT))) {
                return weight;
            }
        }
        throw SettingsException.invalid("class-weight", name, "none or balanced");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
