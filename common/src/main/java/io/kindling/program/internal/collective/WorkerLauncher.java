package io.kindling.program.internal.collective;

/** Launches the threads that run the ranks of group sessions. */
public interface WorkerLauncher {
    /** How many ranks can run simultaneously. */
    int ranks();

    /** How often a round is computed at most if it fails with an error that may not happen again; at least 1. */
    int attempts();

    /** The executor that computes the shards, for messages; may be empty. */
    String executor();

    /**
     * Starts one thread for each rank of a session; returns without waiting for them.
     *
     * @param attempt counts from 1; higher if a round failed before
     */
    void launch(GroupSession session, int attempt);

    /** Throws if the last launch failed. Does nothing if the ranks started and have ended since. */
    void requireLaunched();

    /**
     * Waits until the threads of the last launch, whose session has ended, exit.
     *
     * @return false if some still run
     */
    boolean awaitExit();

    /** The exception to throw for a failure that is not retried. */
    RuntimeException failure(Throwable cause);

    /** Releases all resources. */
    void close();
}
