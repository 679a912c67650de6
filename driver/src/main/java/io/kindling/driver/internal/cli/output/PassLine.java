package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.cluster.TablePass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

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
                String text = text(pass);
                console.live(text.substring(
                        0, Math.min(text.length(), console.terminal().columns() - 1)));
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
        List<String> parts = new ArrayList<>();
        if (pass.rows() > 0) {
            boolean part = !pass.isOver() && pass.all().isPresent();
            parts.add(
                    part
                            ? String.format(
                                    Locale.ROOT,
                                    "%,d of %,d rows",
                                    pass.rows(),
                                    pass.all().getAsLong())
                            : String.format(Locale.ROOT, "%,d rows", pass.rows()));
        }
        if (!pass.isOver()) {
            parts.add(String.format(Locale.ROOT, "%.0f%%", 100 * pass.fraction()));
        }
        if (pass.rows() > 0) {
            parts.add(String.format(Locale.ROOT, "%,.0f rows/s", pass.rows() / pass.seconds()));
        }
        if (pass.isOver()) {
            parts.add(ProgressBar.duration(pass.seconds()));
        } else if (pass.fraction() > 0) {
            parts.add("ETA: " + ProgressBar.duration(pass.seconds() * (1 / pass.fraction() - 1)));
        }
        return pass.what() + ": " + String.join(" - ", parts);
    }
}
