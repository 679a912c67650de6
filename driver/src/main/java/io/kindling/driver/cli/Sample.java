package io.kindling.driver.cli;

import io.kindling.driver.SettingsException;
import java.nio.file.Path;

/** The sample of data that comes with Kindling. */
final class Sample {
    /** Set by the launcher: the folder that holds {@code data}. */
    private static final String PROPERTY = "kindling.home";

    private Sample() {}

    /** Its folder. */
    static String path() {
        String home = System.getProperty(PROPERTY);
        if (home == null) {
            throw new SettingsException(
                    "Cannot find the bundled sample: this is not run through bin/kindling. Give --data.");
        }
        return Path.of(home, "data", "fashion-mnist").toString();
    }
}
