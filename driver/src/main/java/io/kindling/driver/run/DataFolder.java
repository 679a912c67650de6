package io.kindling.driver.run;

import io.kindling.data.DataException;
import io.kindling.data.ExampleSource;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.worker.IdxRows;
import java.io.IOException;
import java.util.Map;

/** A folder of IDX files: rows to train on, and perhaps rows to test with. */
public final class DataFolder {
    private final Location location;
    private final Map<String, String> hadoop;
    private final IdxFolder files;

    private DataFolder(Location location, Map<String, String> hadoop) {
        this.location = location;
        this.hadoop = Map.copyOf(hadoop);
        this.files = IdxFolder.open(location);
    }

    /**
     * @param path a path or URI
     * @param hadoop settings of its file system
     * @throws io.kindling.data.DataException where there is no such folder
     */
    public static DataFolder open(String path, Map<String, String> hadoop) {
        return new DataFolder(Paths.location(path, hadoop), hadoop);
    }

    ExampleSource source(IdxRows.Part part) {
        return part == IdxRows.Part.TRAIN ? files.training() : files.test();
    }

    /** All rows of a file. */
    public RowRange all(IdxRows.Part part) {
        return new RowRange(this, part, 0, source(part).count());
    }

    boolean hasTest() {
        return files.hasTest();
    }

    /** The folder as any machine names it. */
    String uri() {
        try {
            return location.uri();
        } catch (IOException failed) {
            throw new DataException("Cannot read data in " + location + ": " + failed.getMessage(), failed);
        }
    }

    /** Whether other machines see this folder: it is not on a file system of this machine alone. */
    boolean isShared() {
        return !uri().startsWith("file:");
    }

    Map<String, String> hadoop() {
        return hadoop;
    }

    /** The path, without the scheme of this machine's own files. */
    @Override
    public String toString() {
        return location.toString().replaceFirst("^file:(?=/)", "");
    }
}
