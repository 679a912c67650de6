package io.kindling.driver.internal.cli.output;

import java.io.PrintStream;

/**
 * The output streams of a command: results on one, everything else on the other.
 *
 * @param out results
 * @param err progress, notes, errors
 * @param terminal the terminal that {@code err} is connected to, if any
 */
public record Console(PrintStream out, PrintStream err, Terminal terminal) {
    public Console {
        out = new PrintableStream(out);
        err = new PrintableStream(err);
    }

    /** Prints a message of one line, which a terminal shows in as many lines as it needs. */
    void line(String message) {
        err.println(terminal.wrapped(Printable.shortened(message)));
    }

    /** Shows a line on the terminal that the next one, or whatever else is printed, replaces. */
    void live(String line) {
        ((PrintableStream) err).live(line);
    }

    /** Returns the streams of this process. */
    public static Console ofProcess() {
        return new Console(System.out, System.err, Terminal.ofProcess());
    }

    /** Prints a message as {@code kindling: ...}. */
    public void say(String message) {
        line("kindling: " + message);
    }

    /** Prints a result for people; the middle of long lines is left out. */
    public void show(String text) {
        out.print(Printable.shortenedLines(text));
    }

    /** Ends the progress line that a terminal keeps overwriting. */
    public void interrupt() {
        if (terminal.isPresent()) {
            err.println();
        }
    }
}
