package io.kindling.driver.internal;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;
import org.jspecify.annotations.Nullable;

/** An invalid setting: the message contains its name, its value and the rule it breaks. */
public final class SettingsException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(ErrorCategory.USAGE, message);
    }

    public SettingsException(@Nullable String message, Throwable cause) {
        super(ErrorCategory.USAGE, message, cause);
    }

    /** Returns an exception with the message {@code Invalid name: value (rule)}. */
    public static SettingsException invalid(String name, Object value, String rule) {
        return new SettingsException("Invalid " + name + ": " + value + " (" + rule + ")");
    }
}
