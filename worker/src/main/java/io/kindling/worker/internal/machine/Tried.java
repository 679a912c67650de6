package io.kindling.worker.internal.machine;

import io.kindling.KindlingException;
import io.kindling.io.internal.Reason;

/** Something that was tried in order to tell why it fails. */
final class Tried {
    private Tried() {}

    /** Returns why an action fails, on one line; empty if it does not. */
    static String failure(Runnable action) {
        try {
            action.run();
            return "";
        } catch (Throwable failed) {
            return failed instanceof KindlingException ? Reason.of(failed) : Reason.of(innermost(failed));
        }
    }

    /** The errors of class loading name their reason only there. */
    private static Throwable innermost(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }
}
