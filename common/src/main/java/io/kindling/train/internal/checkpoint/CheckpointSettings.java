package io.kindling.train.internal.checkpoint;

import io.kindling.io.Location;
import java.util.Optional;

/**
 * Where a training writes its checkpoints, and what it continues from.
 *
 * @param folder where it writes them; empty if it does not
 * @param policy when it writes them
 * @param resumes whether it continues from the newest one in the folder
 * @param from the checkpoint that it continues from instead
 */
public record CheckpointSettings(
        Optional<Location> folder, CheckpointPolicy policy, boolean resumes, Optional<Location> from) {
    /** No checkpoints. */
    public static final CheckpointSettings NONE = new CheckpointSettings(
            Optional.empty(), CheckpointPolicy.byDefault(CheckpointPolicy.KEEP), false, Optional.empty());

    public CheckpointSettings in(Location changed) {
        return new CheckpointSettings(Optional.of(changed), policy, resumes, from);
    }

    public CheckpointSettings when(CheckpointPolicy changed) {
        return new CheckpointSettings(folder, changed, resumes, from);
    }

    /** Continues from the newest checkpoint in the folder, if there is one. */
    public CheckpointSettings resume() {
        return new CheckpointSettings(folder, policy, true, Optional.empty());
    }

    /** Continues from one checkpoint. */
    public CheckpointSettings resume(Location checkpoint) {
        return new CheckpointSettings(folder, policy, true, Optional.of(checkpoint));
    }
}
