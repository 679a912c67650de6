package io.kindling.data;

import java.util.List;

/** Thrown if rows do not have the named features that a model or a program takes. */
public final class FeatureNameException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final List<String> missing;

    FeatureNameException(String message, List<String> missing) {
        super(message);
        this.missing = List.copyOf(missing);
    }

    /** The names of the features that the rows do not have. */
    public List<String> missing() {
        return missing;
    }
}
