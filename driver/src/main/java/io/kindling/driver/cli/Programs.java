package io.kindling.driver.cli;

import io.kindling.driver.run.SettingsException;
import io.kindling.nn.Nearest;
import java.util.Set;

/** The programs by the names that the command line has for them. */
final class Programs {
    static final String CLASSIFIER = "classifier";

    private static final Set<String> KNOWN = Set.of(CLASSIFIER);

    private Programs() {}

    /** Refuses a name that no program has. */
    static void requireKnown(String program) {
        if (!KNOWN.contains(program)) {
            throw SettingsException.invalid(
                    "program",
                    program,
                    Nearest.to(program, KNOWN)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("there is " + String.join(", ", KNOWN)));
        }
    }
}
