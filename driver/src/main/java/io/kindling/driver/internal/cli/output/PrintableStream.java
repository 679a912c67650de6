package io.kindling.driver.internal.cli.output;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Prints only what a terminal may show. A carriage return at the start of a text goes back to the start of the line. */
final class PrintableStream extends PrintStream {
    private final PrintStream target;

    PrintableStream(PrintStream target) {
        super(target, true);
        this.target = target;
    }

    /** All methods that print text end here. */
    @Override
    public void print(@Nullable String text) {
        String shown = String.valueOf(text);
        boolean overwrites = shown.startsWith("\r");
        target.print(overwrites ? "\r" + Printable.of(shown.substring(1)) : Printable.of(shown));
    }
}
