package io.kindling.train.internal.checkpoint;

/** Learns of checkpoints, possibly on another thread than the training's. */
public interface CheckpointListener {
    /**
     * Called before a checkpoint is written, and again when all but its manifest is. What it throws prevents the checkpoint; a
     * {@link io.kindling.KindlingException} also ends the training, and leaves what is in the folder.
     */
    default void committing() {}

    /**
     * Called after a checkpoint is written.
     *
     * @param steps the steps that need not be computed again
     */
    default void checkpointed(long steps) {}

    /** Called with a message for the user, of one line, if a checkpoint could not be written. */
    default void note(String line) {}
}
