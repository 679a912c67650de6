package io.kindling.driver;

import io.kindling.data.DataException;
import io.kindling.io.Location;
import java.io.IOException;
import java.util.Map;

/** Paths and URIs as a user gives them. */
public final class Paths {
    private Paths() {}

    /**
     * @param hadoop settings of the file system
     * @throws SettingsException where it is no path
     */
    public static Location location(String pathOrUri, Map<String, String> hadoop) {
        try {
            return Location.of(pathOrUri, hadoop);
        } catch (IllegalArgumentException invalid) {
            throw new SettingsException(invalid.getMessage(), invalid);
        }
    }

    /**
     * Data as any machine names it.
     *
     * @throws DataException where its file system does not answer
     */
    public static String uriOfData(Location location) {
        try {
            return location.uri();
        } catch (IOException failed) {
            throw new DataException("Cannot read data in " + location + ": " + failed.getMessage(), failed);
        }
    }
}
