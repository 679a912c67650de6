package io.kindling.driver.rows;

import io.kindling.driver.SettingsException;
import java.util.Locale;

/** How rows are weighed by their classes. */
public enum ClassWeight {
    /** They are not. */
    NONE,
    /** So that all classes count the same. */
    BALANCED;

    /** By its name. */
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
