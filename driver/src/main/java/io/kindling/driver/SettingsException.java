package io.kindling.driver;

import org.jspecify.annotations.Nullable;

/** A setting that cannot be: the message names it, its value and the rule. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }

    public SettingsException(@Nullable String message, Throwable cause) {
        super(message, cause);
    }

    /** {@code Invalid name: value (rule)}. */
    public static SettingsException invalid(String name, Object value, String rule) {
        return new SettingsException("Invalid " + name + ": " + value + " (" + rule + ")");
    }
}
