package io.kindling.driver.run;

import io.kindling.driver.Paths;
import io.kindling.io.Location;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A folder to write to, as it was found.
 *
 * @param location where it is
 * @param made whether it is not there yet, so that whoever leaves it empty takes it away
 * @param names what it holds
 */
record OutputFolder(Location location, boolean made, List<String> names) {
    /** @throws OutputException where there is a file of that name */
    static OutputFolder find(String path, Map<String, String> hadoop) throws IOException {
        Location location = Paths.location(path, hadoop);
        boolean made = !location.exists();
        if (!made && !location.isFolder()) {
            throw new OutputException("Cannot write to " + path + ": it is a file, not a folder.");
        }
        return new OutputFolder(location, made, location.list());
    }

    /** Makes it where it is missing, and makes sure that files can be written in it. */
    void makeWritable() throws IOException {
        location.makeFolder();
        Location probe = location.child(".writable");
        probe.write(out -> {});
        probe.delete();
    }

    /** Takes it away where it was made and nothing has been written. */
    void removeIfEmpty() throws IOException {
        if (made && location.exists() && location.list().isEmpty()) {
            location.delete();
        }
    }
}
