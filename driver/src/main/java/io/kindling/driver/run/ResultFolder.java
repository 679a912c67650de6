package io.kindling.driver.run;

import io.kindling.driver.Paths;
import io.kindling.io.Location;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The folder that predictions or generated images are written to. */
final class ResultFolder implements AutoCloseable {
    private static final int MOST_NAMES = 5;

    private final OutputFolder folder;

    private ResultFolder(OutputFolder folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder and makes sure that files can be written in it; what is there stays.
     *
     * @param results whether a file of this name may be an earlier result
     * @throws OutputException where it cannot be made or written, or has something in it that may not be replaced
     */
    static ResultFolder claim(
            String path, RunFolder.Existing existing, Map<String, String> hadoop, Predicate<String> results) {
        try {
            OutputFolder folder = OutputFolder.find(path, hadoop);
            List<String> names = folder.names().stream()
                    .filter(name -> !name.startsWith("."))
                    .toList();
            if (!names.isEmpty()) {
                requireReplaceable(path, names, existing, results);
            }
            folder.makeWritable();
            return new ResultFolder(folder);
        } catch (IOException failed) {
            throw RunFolder.unwritable(Paths.location(path, hadoop), failed);
        }
    }

    private static void requireReplaceable(
            String path, List<String> names, RunFolder.Existing existing, Predicate<String> results) {
        boolean replaceable = names.stream().allMatch(results);
        if (existing == RunFolder.Existing.REFUSE || !replaceable) {
            throw new OutputException("Cannot write to " + path + ": it is not empty, it holds "
                    + String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)))
                    + (names.size() > MOST_NAMES ? ", ..." : "") + ". Give another --output"
                    + (replaceable ? ", or --overwrite." : "."));
        }
    }

    /** Takes away what an earlier result left. */
    void clear() throws IOException {
        for (String name : folder.names()) {
            if (!name.startsWith(".")) {
                folder.location().child(name).delete();
            }
        }
    }

    Location location() {
        return folder.location();
    }

    /** @throws OutputException where the data to predict for is in this folder, or this folder in it */
    void requireApartFrom(String data) {
        String here = uri() + "/";
        String there = data.replaceFirst("/+$", "") + "/";
        if (here.startsWith(there) || there.startsWith(here)) {
            throw new OutputException("Cannot write to " + folder.location() + ": the data to predict for is there.");
        }
    }

    /** Takes away a folder that was made for results and has none. */
    @Override
    public void close() {
        try {
            folder.removeIfEmpty();
        } catch (IOException ignored) {
            // Something else went wrong before, which is what to report.
        }
    }

    /** The folder as any machine names it. */
    String uri() {
        try {
            return folder.location().uri().replaceFirst("/+$", "");
        } catch (IOException failed) {
            throw RunFolder.unwritable(folder.location(), failed);
        }
    }
}
