package io.kindling.driver.internal.run.output;

import io.kindling.io.ModelFolder;
import io.kindling.io.PreparedFile;
import io.kindling.io.internal.lock.Heartbeat;
import io.kindling.io.internal.lock.RunLock;
import java.io.IOException;
import java.util.List;

/** The names of the files that runs write, and what of them another run may replace. */
final class RunFiles {
    static final String MODEL = "model";
    static final String METRICS = "metrics.jsonl";
    static final String HISTORY = "history.csv";
    static final String CURVES = "curves.png";
    static final String CHECKPOINTS = "checkpoints";
    static final String SAMPLES = "samples";
    static final String BAD_RECORDS = "bad-records";

    private static final List<String> RECORDS = List.of(METRICS, HISTORY, CURVES, SAMPLES, BAD_RECORDS);

    private RunFiles() {}

    /** The names that a user is told: not those of files that exist for a moment only. */
    static List<String> shown(List<String> names) {
        return names.stream().filter(RunFiles::isShown).toList();
    }

    static boolean isShown(String name) {
        return !Heartbeat.isHeartbeat(name) && !PreparedFile.isTemporary(name);
    }

    /** Without {@code --overwrite}, only what an unfinished run has left may be replaced, and no complete model. */
    static void requireReplaceable(String path, OutputFolder folder) throws IOException {
        List<String> names = folder.names();
        boolean replaceable = isMarked(names)
                && shown(names).stream().allMatch(RunFiles::isLeft)
                && ModelFolder.isUnfinished(folder.location().child(MODEL));
        if (!replaceable) {
            throw new OutputException("Cannot write to " + path + ": it already contains "
                    + String.join(", ", shown(names))
                    + (isRun(names) ? ". Give another --output, or --overwrite." : ". Give another --output."));
        }
    }

    /** Returns whether a run that did not finish may have left a file of this name. */
    private static boolean isLeft(String name) {
        return isRecord(name) || RunLock.isLock(name) || name.equals(MODEL) || name.equals(CHECKPOINTS);
    }

    /** Returns whether a file of this name is deleted when the next run begins. */
    static boolean isRecord(String name) {
        return RECORDS.contains(name) || name.equals(ResultFile.NAME) || PreparedFile.isTemporary(name);
    }

    /** Only a run's output is overwritten: a folder given by mistake may contain an unrelated {@code model}. */
    static void requireRun(String path, List<String> names) {
        if (!names.isEmpty() && !isRun(names)) {
            throw new OutputException("Cannot write to " + path + ": it is not the output of a run, but contains "
                    + String.join(", ", names) + ". Give another --output"
                    + (names.contains(CHECKPOINTS) ? ", and --resume with one of the checkpoints here." : "."));
        }
    }

    static boolean isRun(List<String> names) {
        return isMarked(names) || names.containsAll(List.of(METRICS, ResultFile.NAME));
    }

    private static boolean isMarked(List<String> names) {
        return names.stream().anyMatch(name -> RunLock.isLock(name) || RunLock.isPrepared(name));
    }
}
