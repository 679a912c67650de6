package io.kindling.driver.run;

import io.kindling.driver.Paths;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The folder that predictions are written to: files of Spark's, and its mark that all are there. */
final class PredictionFolder implements AutoCloseable {
    private static final int MOST_NAMES = 5;

    private final OutputFolder folder;

    private PredictionFolder(OutputFolder folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder and makes sure that files can be written in it; what is there stays.
     *
     * @throws OutputException where it cannot be made or written, or has something in it that may not be replaced
     */
    static PredictionFolder claim(String path, RunFolder.Existing existing, Map<String, String> hadoop) {
        try {
            OutputFolder folder = OutputFolder.find(path, hadoop);
            List<String> names = folder.names().stream()
                    .filter(name -> !name.startsWith("."))
                    .toList();
            if (!names.isEmpty()) {
                requireReplaceable(path, names, existing);
            }
            folder.makeWritable();
            return new PredictionFolder(folder);
        } catch (IOException failed) {
            throw RunFolder.unwritable(Paths.location(path, hadoop), failed);
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
            throw new OutputException("Cannot write to " + folder.location() + ": the data to predict for is there.");
        }
    }

    /** Takes away a folder that was made for predictions and has none. */
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
