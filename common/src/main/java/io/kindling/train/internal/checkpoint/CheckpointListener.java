package io.kindling.train.internal.checkpoint;

/** Learns of checkpoints, possibly on another thread than the training's. */
public interface CheckpointListener {
    /**
     * Called after a checkpoint is written.
     *
     * @param steps the steps that need not be computed again
     */
    default void checkpointed(long steps) {}

    /** Called with a message for the user, of one line, if a checkpoint could not be written. */
    default void note(String line) {}
}
