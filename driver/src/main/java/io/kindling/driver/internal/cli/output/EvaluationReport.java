package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.run.EvaluationResult;
import java.util.Arrays;
import java.util.Locale;

/** An evaluation as text. */
public record EvaluationReport(EvaluationResult result) {
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "%,d %s, in %s.%n", result.examples(), result.rows(), seconds(result.seconds())));
        int width = Math.max(
                "loss".length(),
                result.metrics().keySet().stream()
                        .mapToInt(String::length)
                        .max()
                        .orElse(0));
        line(text, width, "loss", result.loss());
        result.metrics().forEach((name, value) -> line(text, width, name, value));
        result.confusion().ifPresent(counts -> matrix(text, counts));
        return text.toString();
    }

    private static void line(StringBuilder text, int width, String name, double value) {
        text.append(String.format("%-" + width + "s  %s%n", name, ProgressBar.brief(value)));
    }

    private static void matrix(StringBuilder text, long[][] counts) {
        long most = Arrays.stream(counts).flatMapToLong(Arrays::stream).max().orElse(0);
        int width = 2
                + Math.max(
                        Long.toString(most).length(),
                        Integer.toString(counts.length).length());
        text.append("\nConfusion matrix (rows: true class, columns: predicted class):\n")
                .append(" ".repeat(width + 2));
        for (int column = 0; column < counts.length; column++) {
            text.append(String.format("%" + width + "d", column));
        }
        text.append('\n');
        for (int row = 0; row < counts.length; row++) {
            text.append(String.format("%" + width + "d |", row));
            for (long count : counts[row]) {
                text.append(String.format("%" + width + "s", count == 0 ? "." : Long.toString(count)));
            }
            text.append('\n');
        }
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }
}
