package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.run.result.EvaluationResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An evaluation as text.
 *
 * @param columns the width of its tables of classes; a smaller one than {@link #LEAST} is not possible
 */
public record EvaluationReport(EvaluationResult result, int columns) {
    /** The width without a terminal. */
    public static final int WIDTH = 80;

    static final int LEAST = 39;

    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "%,d %s, in %s.%n", result.examples(), result.rows(), seconds(result.seconds())));
        Map<String, String> lines = lines();
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        lines.forEach((name, value) -> text.append(String.format("%-" + width + "s  %s%n", name, value)));
        result.classes()
                .ifPresent(classes -> text.append('\n')
                        .append(new ClassTables(classes, Math.max(LEAST, Math.min(WIDTH, columns))).text()));
        result.groups().ifPresent(groups -> text.append('\n').append(text(groups)));
        result.leftOut()
                .sentence(result.examples())
                .ifPresent(rows -> text.append('\n').append(rows).append('\n'));
        result.times().ifPresent(times -> text.append('\n').append(times.text()).append('\n'));
        return text.toString();
    }

    /** Returns a line for each group: its rows, its loss, and the program's own metrics. */
    private static String text(EvaluationResult.Groups groups) {
        List<List<String>> table = new ArrayList<>();
        groups.results().forEach((value, group) -> {
            if (table.isEmpty()) {
                List<String> head = new ArrayList<>(List.of(groups.column(), "rows", "loss"));
                head.addAll(group.metrics().keySet());
                table.add(head);
            }
            List<String> line = new ArrayList<>(List.of(
                    value, String.format(Locale.ROOT, "%,d", group.examples()), ProgressBar.brief(group.loss())));
            group.metrics().values().forEach(number -> line.add(ProgressBar.brief(number)));
            table.add(line);
        });
        StringBuilder text = new StringBuilder();
        for (List<String> line : table) {
            for (int i = 0; i < line.size(); i++) {
                int column = i;
                int width = table.stream()
                        .filter(each -> each.size() > column)
                        .mapToInt(each -> each.get(column).length())
                        .max()
                        .orElse(0);
                text.append(String.format(i == 0 ? "%-" + width + "s" : "  %" + width + "s", line.get(i)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("loss", ProgressBar.brief(result.loss()));
        result.metrics().forEach((name, value) -> lines.put(name, ProgressBar.brief(value)));
        result.added().forEach((name, value) -> {
            if (name.endsWith(EvaluationResult.ERROR) && isArea(name)) {
                return;
            }
            lines.putIfAbsent(
                    name, value.isNaN() ? "left out: predictions are not all from 0 to 1" : number(name, value));
        });
        return lines;
    }

    private boolean isArea(String error) {
        String area = error.substring(0, error.length() - EvaluationResult.ERROR.length());
        return result.metrics().containsKey(area) || result.added().containsKey(area);
    }

    /** Returns the number, with the bound on its error if there is one. */
    private String number(String name, double value) {
        Double error = result.added().get(name + EvaluationResult.ERROR);
        return ProgressBar.brief(value)
                + (error == null
                        ? ""
                        : " (each class against the rest; error at most " + ProgressBar.brief(error) + ")");
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }
}
