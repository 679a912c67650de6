package io.kindling.driver.run;

import io.kindling.driver.Paths;
import io.kindling.io.Location;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The folder that predictions are written to: files of Spark's, and its mark that all are there. */
final class PredictionFolder implements AutoCloseable {
    private static final int MOST_NAMES = 5;

    private final Location location;
    private final boolean made;

    private PredictionFolder(Location location, boolean made) {
        this.location = location;
        this.made = made;
    }

    /**
     * Makes the folder and makes sure that files can be written in it; what is there stays.
     *
     * @throws OutputException where it cannot be made or written, or has something in it that may not be replaced
     */
    static PredictionFolder claim(String path, RunFolder.Existing existing, Map<String, String> hadoop) {
        Location location = Paths.location(path, hadoop);
        try {
            boolean made = !location.exists();
            if (!made && !location.isFolder()) {
                throw new OutputException("Cannot write to " + path + ": it is a file, not a folder.");
            }
            List<String> names = location.list().stream()
                    .filter(name -> !name.startsWith("."))
                    .toList();
            if (!names.isEmpty()) {
                requireReplaceable(path, names, existing);
            }
            location.makeFolder();
            Location probe = location.child("_writable");
            probe.write(out -> {});
            probe.delete();
            return new PredictionFolder(location, made);
        } catch (IOException failed) {
            throw RunFolder.unwritable(location, failed);
        }
    }

    private static void requireReplaceable(String path, List<String> names, RunFolder.Existing existing) {
        boolean predictions = names.stream().allMatch(name -> name.startsWith("part-") || name.startsWith("_"));
        if (existing == RunFolder.Existing.REFUSE || !predictions) {
            throw new OutputException("Cannot write to " + path + ": it is not empty, it holds "
                    + String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)))
                    + (names.size() > MOST_NAMES ? ", ..." : "") + ". Give another --output"
                    + (predictions ? ", or --overwrite." : "."));
        }
    }

    /** @throws OutputException where the data to predict for is in this folder, or this folder in it */
    void requireApartFrom(String data) {
        String here = uri() + "/";
        String there = data.replaceFirst("/+$", "") + "/";
        if (here.startsWith(there) || there.startsWith(here)) {
            throw new OutputException("Cannot write to " + location + ": the data to predict for is there.");
        }
    }

    /** Takes away a folder that was made for predictions and has none. */
    @Override
    public void close() {
        try {
            if (made && location.exists() && location.list().isEmpty()) {
                location.delete();
            }
        } catch (IOException ignored) {
            // Something else went wrong before, which is what to report.
        }
    }

    /** The folder as any machine names it. */
    String uri() {
        try {
            return location.uri().replaceFirst("/+$", "");
        } catch (IOException failed) {
            throw RunFolder.unwritable(location, failed);
        }
    }
}
