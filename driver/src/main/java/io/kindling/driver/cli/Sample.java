package io.kindling.driver.cli;

import io.kindling.driver.SettingsException;
import java.nio.file.Path;

/** The data set bundled with Kindling. */
final class Sample {
    /** Set by the launcher to the folder that contains {@code data}. */
    private static final String PROPERTY = "kindling.home";

    private Sample() {}

    /** Returns its folder. */
    static String path() {
        String home = System.getProperty(PROPERTY);
        if (home == null) {
            throw new SettingsException(
                    "Cannot find the bundled data set: not started through bin/kindling. Give --data.");
        }
        return Path.of(home, "data", "fashion-mnist").toString();
    }
}
