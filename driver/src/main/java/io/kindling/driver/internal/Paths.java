package io.kindling.driver.internal;

import io.kindling.data.DataException;
import io.kindling.io.Location;
import io.kindling.io.internal.Reason;
import java.io.IOException;
import java.util.Map;

/** Paths and URIs given by users. */
public final class Paths {
    private Paths() {}

    /**
     * Returns the location of a path or URI.
     *
     * @param hadoop file system settings
     * @throws SettingsException if it is not a valid path or URI
     */
    public static Location location(String pathOrUri, Map<String, String> hadoop) {
        try {
            return Location.of(pathOrUri, hadoop);
        } catch (IllegalArgumentException invalid) {
            throw new SettingsException(invalid.getMessage(), invalid);
        }
    }

    /**
     * Returns the URI of data, valid on every machine.
     *
     * @throws DataException if its file system cannot be reached
     */
    public static String uriOfData(Location location) {
        try {
            return location.uri();
        } catch (IOException failed) {
            throw new DataException("Cannot read data in " + location + ": " + Reason.of(failed), failed);
        }
    }
}
