package io.kindling.driver.internal.cli.output;

import java.io.PrintStream;

/**
 * The output streams of a command: results on one, everything else on the other.
 *
 * @param out results
 * @param err progress, notes, errors
 * @param terminal the terminal that {@code err} is connected to, if any
 * @param results the terminal that {@code out} is connected to, if any
 */
public record Console(PrintStream out, PrintStream err, Terminal terminal, Terminal results) {
    private static final String INDENT = "  ";

    public Console {
        out = new PrintableStream(out);
        err = new PrintableStream(err);
    }

    /** A console whose results go to the same terminal. */
    public Console(PrintStream out, PrintStream err, Terminal terminal) {
        this(out, err, terminal, terminal);
    }

    /** Prints a message of one line, which a terminal shows in as many lines as it needs. */
    void line(String message) {
        err.println(terminal.wrapped(Printable.shortened(message), ""));
    }

    /** Shows a line on the terminal that the next one, or whatever else is printed, replaces. */
    void live(String line) {
        ((PrintableStream) err).live(line);
    }

    /** Removes the live line. Results, which have a stream of their own, do not replace it. */
    public void clear() {
        ((PrintableStream) err).clear();
    }

    /** Returns the streams of this process. */
    public static Console ofProcess() {
        return new Console(System.out, System.err, Terminal.ofProcess(), Terminal.ofResults());
    }

    /** Prints a message as {@code kindling: ...}. */
    public void say(String message) {
        line("kindling: " + message);
    }

    /** Shows on a terminal what takes seconds and gives no sign of its own; the next line takes its place. */
    public void busy(String what) {
        if (terminal.isPresent()) {
            String line = what + " ...";
            live(line.substring(0, Math.min(line.length(), terminal.columns() - 1)));
        }
    }

    /** Prints a result for people; the middle of long lines is left out. */
    public void show(String text) {
        out.print(results.wrapped(Printable.shortenedLines(text), INDENT)
                + (results.isPresent() && text.endsWith("\n") ? "\n" : ""));
    }

    /** Ends the progress line that a terminal keeps overwriting. */
    public void interrupt() {
        if (terminal.isPresent()) {
            err.println();
        }
    }
}
