package io.kindling.driver.internal.run.output;

import io.kindling.driver.internal.Paths;
import io.kindling.io.Location;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The output folder of predictions or generated images. */
public final class ResultFolder implements AutoCloseable {
    /** How many file names a message lists. */
    private static final int MAX_NAMES = 5;

    /** The file that marks a result as incomplete, while it is written and if the process is killed meanwhile. */
    private static final String UNFINISHED = "_unfinished";

    private final OutputFolder folder;

    private ResultFolder(OutputFolder folder) {
        this.folder = folder;
    }

    /**
     * Creates the folder if it is missing, and checks that files can be written in it. Its contents stay until {@link #write}.
     * What a process that was killed has left there is no result: it may be replaced, so that the same command can be started
     * again.
     *
     * @param results whether a file of this name may be an earlier result
     * @throws OutputException if it cannot be created or written, or contains something that may not be replaced
     */
    public static ResultFolder claim(
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

    /** Claims the folder of a table that Spark writes. */
    public static ResultFolder ofTable(String path, RunFolder.Existing existing, Map<String, String> hadoop) {
        return claim(path, existing, hadoop, ResultFolder::isOfTable);
    }

    private static void requireReplaceable(
            String path, List<String> names, RunFolder.Existing existing, Predicate<String> results) {
        boolean replaceable = names.stream().allMatch(results.or(UNFINISHED::equals));
        if (replaceable && names.contains(UNFINISHED)) {
            return;
        }
        if (existing == RunFolder.Existing.REFUSE || !replaceable) {
            throw new OutputException("Cannot write to " + path + ": it already contains " + contents(names)
                    + ". Give another --output" + (replaceable ? ", or --overwrite." : "."));
        }
    }

    private static String contents(List<String> names) {
        if (names.contains("_SUCCESS") && names.stream().allMatch(ResultFolder::isOfTable)) {
            return "a table, such as earlier predictions";
        }
        return String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMES)))
                + (names.size() > MAX_NAMES ? ", ..." : "");
    }

    private static boolean isOfTable(String name) {
        return name.startsWith("part-") || name.startsWith("_");
    }

    /** Writes results. */
    @FunctionalInterface
    public interface Results {
        void write() throws IOException;
    }

    /**
     * Writes results that replace the files of an earlier result. If that fails, deletes what was written, so that the same
     * command can be started again.
     *
     * @throws OutputException if the file system refuses
     */
    public void write(Results results) {
        boolean written = false;
        Location unfinished = folder.location().child(UNFINISHED);
        try {
            unfinished.write(out -> {});
            clear();
            results.write();
            unfinished.delete();
            written = true;
        } catch (IOException failed) {
            throw RunFolder.unwritable(folder.location(), failed);
        } finally {
            if (!written) {
                deleteHalfWritten();
            }
        }
    }

    private void deleteHalfWritten() {
        try {
            clear();
            folder.location().child(UNFINISHED).delete();
        } catch (IOException ignored) {
            // The failure before is the one to report.
        }
    }

    /** Deletes the files of an earlier result. */
    private void clear() throws IOException {
        for (String name : folder.location().list()) {
            if (!name.startsWith(".") && !name.equals(UNFINISHED)) {
                folder.location().child(name).delete();
            }
        }
    }

    public Location location() {
        return folder.location();
    }

    /** @throws OutputException if the data to predict is inside this folder, or this folder inside the data */
    public void requireSeparateFrom(String data) {
        String here = uri() + "/";
        String there = data.replaceFirst("/+$", "") + "/";
        if (here.startsWith(there) || there.startsWith(here)) {
            throw new OutputException(
                    "Cannot write to " + folder.location() + ": the data to predict is there. Give another --output.");
        }
    }

    /** Deletes a folder that was created for results and has none. */
    @Override
    public void close() {
        try {
            folder.removeIfEmpty();
        } catch (IOException ignored) {
            // Only an empty folder remains; an earlier failure, if any, is the one to report.
        }
    }

    /** Returns the URI of the folder, valid on every machine. */
    public String uri() {
        try {
            return folder.location().uri().replaceFirst("/+$", "");
        } catch (IOException failed) {
            throw RunFolder.unwritable(folder.location(), failed);
        }
    }
}
