package io.kindling.driver.internal.cluster;

import io.kindling.KindlingException;

/** Receives what an engine notices, on any thread. */
public interface EngineListener {
    /** Receives a message for the user, of one line. */
    void note(String line);

    /** Called before work that takes seconds and gives no sign of its own, such as {@code Starting Spark}. */
    default void busy(String what) {}

    /** Receives how far a pass over a table is, several times a second. */
    default void passing(TablePass pass) {}

    /** Called before all work is cancelled: what it will throw is a consequence of this failure. */
    default void cancelling(KindlingException failure) {}

    /** Called if the work did not end after it was cancelled. Only the end of the process ends it. */
    default void stuck(KindlingException failure) {}
}
