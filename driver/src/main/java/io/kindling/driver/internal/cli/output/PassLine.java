package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.cluster.TablePass;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shows passes over tables: on a terminal a line that is overwritten, otherwise a new line every few seconds. A pass that is over
 * soon is not shown.
 */
public final class PassLine {
    private static final long TERMINAL_NANOS = 200_000_000L;
    private static final long PLAIN_NANOS = 5_000_000_000L;
    private static final double SOON = 2;

    private final Console console;
    private final LongSupplier nanoTime;
    private long lastShown;
    private boolean shown;
    private boolean ended;

    PassLine(Console console, LongSupplier nanoTime) {
        this.console = console;
        this.nanoTime = nanoTime;
        this.lastShown = nanoTime.getAsLong();
    }

    public static PassLine on(Console console) {
        return new PassLine(console, System::nanoTime);
    }

    /** Shows how far a pass is, unless a line was shown just now. */
    public synchronized void show(TablePass pass) {
        long now = nanoTime.getAsLong();
        boolean terminal = console.terminal().isPresent();
        if (ended) {
            return;
        }
        if (pass.isOver()) {
            if (shown) {
                console.line(text(pass));
            }
            shown = false;
        } else if (pass.seconds() >= SOON && now - lastShown >= (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            lastShown = now;
            shown = true;
            if (terminal) {
                console.live(fitting(pass, console.terminal().columns() - 1));
            } else {
                console.line(text(pass));
            }
        }
    }

    /** Shows nothing from here on: events may come late. */
    public synchronized void end() {
        ended = true;
    }

    static String text(TablePass pass) {
        return pass.what() + ": " + joined(rows(pass), percent(pass), rate(pass), time(pass));
    }

    /** Returns a line of at most {@code columns} characters: as much as fits, from the time that is left to what is done. */
    static String fitting(TablePass pass, int columns) {
        String numbers = joined(percent(pass), rate(pass), time(pass));
        return Stream.of(
                        text(pass),
                        pass.what() + ": " + numbers,
                        joined(rows(pass), numbers),
                        numbers,
                        joined(percent(pass), time(pass)))
                .filter(line -> line.length() <= columns)
                .findFirst()
                .orElse(percent(pass));
    }

    private static String joined(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(" - "));
    }

    private static String rows(TablePass pass) {
        if (pass.rows() == 0) {
            return "";
        }
        return pass.isOver() || pass.all().isEmpty()
                ? String.format(Locale.ROOT, "%,d rows", pass.rows())
                : String.format(
                        Locale.ROOT, "%,d of %,d rows", pass.rows(), pass.all().getAsLong());
    }

    private static String percent(TablePass pass) {
        return pass.isOver() ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * pass.fraction());
    }

    private static String rate(TablePass pass) {
        return pass.rows() == 0 ? "" : String.format(Locale.ROOT, "%,.0f rows/s", pass.rows() / pass.seconds());
    }

    /** The time that the pass took, or else that is left, if that can be told. */
    private static String time(TablePass pass) {
        if (pass.isOver()) {
            return ProgressBar.duration(pass.seconds());
        }
        return pass.fraction() > 0 ? "ETA: " + ProgressBar.duration(pass.seconds() * (1 / pass.fraction() - 1)) : "";
    }
}
