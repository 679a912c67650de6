package io.kindling.driver.run;

import io.kindling.io.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The folder of what comes out of a run: {@code model/}, {@code metrics.jsonl}, {@code history.csv}, and so on. */
public final class RunFolder {
    /** What to do where the folder has something in it. */
    public enum Existing {
        REFUSE,
        OVERWRITE
    }

    /** Where runs go that were not told where. */
    static final String RUNS = "runs";

    private static final String MODEL = "model";
    private static final String METRICS = "metrics.jsonl";
    private static final String HISTORY = "history.csv";
    private static final String CURVES = "curves.png";
    private static final String RESULT = "result.json";
    private static final List<String> OURS = List.of(MODEL, "checkpoints", METRICS, HISTORY, CURVES, RESULT);

    private final Location location;
    private final boolean made;

    private RunFolder(Location location, boolean made) {
        this.location = location;
        this.made = made;
    }

    /** The first of {@code runs/PROGRAM-1}, {@code runs/PROGRAM-2}, ... that is not there. */
    public static String next(String program) {
        try {
            int number = 1;
            while (Location.of(RUNS + "/" + program + "-" + number).exists()) {
                number++;
            }
            return RUNS + "/" + program + "-" + number;
        } catch (IOException failed) {
            throw new OutputException("Cannot look for output folders in " + RUNS + ": " + failed.getMessage(), failed);
        }
    }

    /**
     * Makes the folder and makes sure that files can be written in it.
     *
     * @param path a path or URI
     * @param hadoop settings of its file system
     * @throws OutputException where it cannot be made or written, or has something in it that may not be replaced
     */
    public static RunFolder claim(String path, Existing existing, Map<String, String> hadoop) {
        Location location = Location.of(path, hadoop);
        try {
            boolean made = !location.exists();
            if (!made && !location.isFolder()) {
                throw new OutputException("Cannot write to " + path + ": it is a file, not a folder.");
            }
            List<String> names = location.list();
            if (!names.isEmpty() && existing == Existing.REFUSE) {
                throw new OutputException("Cannot write to " + path + ": it is not empty, it holds "
                        + String.join(", ", names) + ". Give another --output, or --overwrite.");
            }
            location.makeFolder();
            Location probe = location.child(".writable");
            probe.write(out -> {});
            probe.delete();
            for (String name : OURS) {
                location.child(name).delete();
            }
            return new RunFolder(location, made);
        } catch (IOException failed) {
            throw unwritable(location, failed);
        }
    }

    /** Where the trained models go. */
    public Location model() {
        return location.child(MODEL);
    }

    Location curves() {
        return location.child(CURVES);
    }

    MetricsLog openMetrics() {
        return new MetricsLog(location.child(METRICS));
    }

    void writeHistory(List<EpochResult> epochs) {
        write(HISTORY, History.csv(epochs));
    }

    void writeResult(TrainResult result) {
        write(RESULT, JsonText.indented(result.asJson()));
    }

    private void write(String name, String text) {
        Location file = location.child(name);
        try {
            file.write(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException failed) {
            throw unwritable(file, failed);
        }
    }

    /** Takes away a folder that this run made and left empty. */
    void removeIfEmpty() {
        try {
            if (made && location.list().isEmpty()) {
                location.delete();
            }
        } catch (IOException ignored) {
            // The run has failed for another reason, which is the one to report.
        }
    }

    static OutputException unwritable(Location location, IOException failed) {
        return new OutputException("Cannot write " + location + ": " + failed.getMessage(), failed);
    }

    @Override
    public String toString() {
        return location.toString();
    }
}
