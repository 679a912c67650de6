package io.kindling.driver.internal.cluster;

import java.util.Map;
import java.util.Optional;

/** A class that a Spark setting names, such as a listener, and that is not on the class path. */
final class MissingClass {
    private MissingClass() {}

    /**
     * Describes the class whose absence made Spark fail; empty if that was not the reason.
     *
     * @param conf the user's settings
     */
    static Optional<String> of(Throwable failed, Map<String, String> conf) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClassNotFoundException && cause.getMessage() != null) {
                String name = cause.getMessage();
                String setting = conf.entrySet().stream()
                        .filter(entry -> entry.getValue().contains(name))
                        .map(entry -> ", which " + entry.getKey() + " names,")
                        .findFirst()
                        .orElse("");
                return Optional.of(
                        "class " + name + setting + " is not on the class path. Add its jar, or remove the setting.");
            }
        }
        return Optional.empty();
    }
}
