package io.kindling.driver.internal.run.output;

import io.kindling.driver.internal.Paths;
import io.kindling.io.Location;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A folder to write to, and its state before the run.
 *
 * @param location where it is
 * @param missing whether it did not exist yet, so that it is deleted again if nothing is written
 * @param names the files in it
 */
record OutputFolder(Location location, boolean missing, List<String> names) {
    /** @throws OutputException if the path is a file */
    static OutputFolder find(String path, Map<String, String> hadoop) throws IOException {
        Location location = Paths.location(path, hadoop);
        boolean missing = !location.exists();
        if (!missing && !location.isFolder()) {
            throw new OutputException("Cannot write to " + path + ": it is a file, not a folder.");
        }
        return new OutputFolder(location, missing, location.list());
    }

    /** Creates the folder if it is missing, and checks that files can be written in it. */
    void makeWritable() throws IOException {
        location.createFolder();
        Location probe = location.child(".writable");
        probe.write(out -> {});
        probe.delete();
    }

    /** Deletes the folder if it was missing before and nothing has been written. */
    void removeIfEmpty() throws IOException {
        if (missing && location.exists() && location.list().isEmpty()) {
            location.delete();
        }
    }
}
