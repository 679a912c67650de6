package io.kindling.driver.internal.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Progress through an epoch as text.
 *
 * @param done steps done
 * @param steps steps of the epoch
 * @param rows rows seen
 * @param seconds time since the start of the epoch
 * @param stepSeconds mean time of a step, without the slow first one; NaN if not known yet
 * @param numbers losses and metrics by name
 */
record ProgressBar(long done, long steps, long rows, double seconds, double stepSeconds, Map<String, Double> numbers) {
    private static final String SEPARATOR = " - ";
    private static final String INDENT = "  ";
    private static final int LONG_BAR = 30;
    private static final int SHORT_BAR = 10;
    private static final double PLAIN_LIMIT = 1e6;

    /** Returns a line of at most {@code columns} characters, keeping the count first, then the numbers, then the rest. */
    String fitting(int columns) {
        String count = count();
        String numbersText = numbersText();
        String first = numbers.isEmpty() ? "" : numberTexts().get(0);
        return firstOf(
                columns,
                List.of(
                        List.of(count + " " + bar(LONG_BAR), time(), rate(), numbersText),
                        List.of(count + " " + bar(SHORT_BAR), time(), rate(), numbersText),
                        List.of(count + " " + bar(SHORT_BAR), time(), numbersText),
                        List.of(count, time(), numbersText),
                        List.of(count, numbersText),
                        List.of(count, time(), first),
                        List.of(count, time())));
    }

    /** Returns the first of these lines that fits; if none does, the start of the count. */
    private String firstOf(int columns, List<List<String>> lines) {
        return lines.stream()
                .map(parts -> String.join(SEPARATOR, parts))
                .filter(line -> line.length() <= columns)
                .findFirst()
                .orElseGet(() -> count().substring(0, Math.min(count().length(), columns)));
    }

    /** Returns the last line of an epoch, which is not overwritten: numbers that do not fit follow on more lines. */
    String closing(int columns) {
        String line = fitting(columns);
        if (numbers.isEmpty() || line.endsWith(numbersText())) {
            return line;
        }
        StringBuilder lines = new StringBuilder(firstOf(columns, List.of(List.of(count(), time()))));
        int length = columns;
        for (String part : numberTexts()) {
            if (length + SEPARATOR.length() + part.length() > columns) {
                lines.append('\n').append(INDENT).append(part);
                length = INDENT.length() + part.length();
            } else {
                lines.append(SEPARATOR).append(part);
                length += SEPARATOR.length() + part.length();
            }
        }
        return lines.toString();
    }

    /** Returns a full line of any length. */
    String sentence() {
        return String.join(SEPARATOR, List.of("step " + count().strip(), time(), rate(), numbersText()));
    }

    boolean isOver() {
        return done == steps;
    }

    private String count() {
        String whole = Long.toString(steps);
        return " ".repeat(whole.length() - Long.toString(done).length()) + done + "/" + whole;
    }

    private String bar(int width) {
        int filled = (int) (width * done / steps);
        String head = isOver() ? "" : ">";
        String full = isOver() ? "=".repeat(width) : "=".repeat(Math.max(0, filled - 1)) + head;
        return "[" + full + ".".repeat(width - full.length()) + "]";
    }

    private String time() {
        return isOver()
                ? duration(seconds) + " " + perStep()
                : "ETA: " + (Double.isNaN(stepSeconds) ? "?" : duration(stepSeconds * (steps - done)));
    }

    private String perStep() {
        double millis = 1000 * seconds / done;
        return millis >= 1 ? number("%.0fms/step", millis) : number("%.0fus/step", 1000 * millis);
    }

    private String rate() {
        return number("%,.0f samples/s", seconds > 0 ? rows / seconds : 0);
    }

    private String numbersText() {
        return String.join(SEPARATOR, numberTexts());
    }

    private List<String> numberTexts() {
        List<String> parts = new ArrayList<>();
        numbers.forEach((name, value) -> parts.add(name + ": " + brief(value)));
        return parts;
    }

    /** Formats a number as Keras does: four decimals, or scientific if it is too small for that; also if very large. */
    static String brief(double value) {
        double size = Math.abs(value);
        boolean plain = (size > 1e-3 && size < PLAIN_LIMIT) || value == 0 || !Double.isFinite(value);
        return number(plain ? "%.4f" : "%.4e", value);
    }

    /** Formats a duration as {@code 7s}, {@code 2:07} or {@code 1:02:07}. */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + "s";
        }
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
