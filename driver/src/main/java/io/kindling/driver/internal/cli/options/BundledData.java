package io.kindling.driver.internal.cli.options;

import io.kindling.driver.internal.SettingsException;
import java.nio.file.Path;

/** The data set bundled with Kindling. */
public final class BundledData {
    /** Set by the launcher to the folder that contains {@code data}. */
    private static final String PROPERTY = "kindling.home";

    private BundledData() {}

    /** Returns its folder. */
    public static String path() {
        String home = System.getProperty(PROPERTY);
        if (home == null) {
            throw new SettingsException(
                    "Cannot find the bundled data set: not started through bin/kindling. Give --data.");
        }
        return Path.of(home, "data", "fashion-mnist").toString();
    }
}
