package io.kindling.driver.internal.run.output;

import io.kindling.io.Location;
import java.io.IOException;

/**
 * The output folder that a run is continued from: its own, or that of another run. What the output folder of a whole run has,
 * but the other run wrote, is then carried over.
 *
 * @param folder where it is
 * @param checkpoints where its checkpoints are
 * @param isOther whether it is not the run's own
 */
public record Origin(Location folder, Location checkpoints, boolean isOther) {
    /** @param checkpoints the folder of the checkpoint that the run is continued from */
    static Origin of(Location checkpoints, Location own) throws IOException {
        return checkpoints.uri().equals(own.child(RunFiles.CHECKPOINTS).uri())
                ? new Origin(own, own.child(RunFiles.CHECKPOINTS), false)
                : new Origin(checkpoints.parent(), checkpoints, true);
    }

    /**
     * Returns the log.
     *
     * @param bytes how many of its bytes were written before the checkpoint
     * @param steps the steps of the checkpoint
     */
    public EarlierLog metrics(long bytes, long steps) {
        return new EarlierLog(folder.child(RunFiles.METRICS), bytes, steps);
    }

    /** Returns where the images of earlier epochs are. */
    public Location samples() {
        return folder.child(RunFiles.SAMPLES);
    }
}
