package io.kindling.driver.internal.cli.output;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Prints only what a terminal may show. At its end may be a live line: the next one, and whatever else is printed, takes its
 * place.
 */
final class PrintableStream extends PrintStream {
    private final PrintStream target;
    /** The characters of the live line; 0 if there is none. */
    private int live;

    PrintableStream(PrintStream target) {
        super(target, true);
        this.target = target;
    }

    /** All methods that print text end here. */
    @Override
    public synchronized void print(@Nullable String text) {
        String shown = String.valueOf(text);
        if (!shown.isEmpty()) {
            clear();
        }
        target.print(Printable.of(shown));
    }

    /** Removes the live line. */
    synchronized void clear() {
        if (live > 0) {
            live("");
            target.print("\r");
            target.flush();
        }
    }

    /** Ends the line; a live line stays as it is. */
    @Override
    public synchronized void println() {
        live = 0;
        super.println();
    }

    /** Shows a line in place of the live line; blanks cover the rest of a longer one. */
    synchronized void live(String line) {
        String shown = Printable.of(line);
        target.print("\r" + shown + " ".repeat(Math.max(0, live - shown.length())));
        target.flush();
        live = shown.length();
    }
}
