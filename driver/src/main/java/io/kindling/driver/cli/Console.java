package io.kindling.driver.cli;

import java.io.PrintStream;

/**
 * Where a command speaks: results on one stream, everything else on the other.
 *
 * @param out results
 * @param err progress, notes, errors
 * @param terminal how wide the second is, where it is a terminal
 */
record Console(PrintStream out, PrintStream err, Terminal terminal) {
    /** The streams of this process. */
    static Console ofProcess() {
        return new Console(System.out, System.err, Terminal.ofProcess());
    }

    /** Prints a message as {@code kindling: ...}. */
    void say(String message) {
        err.println("kindling: " + message);
    }

    /** Ends a line that is still being written over. */
    void interrupt() {
        if (terminal.isThere()) {
            err.println();
        }
    }
}
