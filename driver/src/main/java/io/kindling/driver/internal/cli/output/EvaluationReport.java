package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.run.result.EvaluationResult;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An evaluation as text of at most 80 columns, the names of metrics and data aside. */
public record EvaluationReport(EvaluationResult result) {
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "%,d %s, in %s.%n", result.examples(), result.rows(), seconds(result.seconds())));
        Map<String, String> lines = lines();
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        lines.forEach((name, value) -> text.append(String.format("%-" + width + "s  %s%n", name, value)));
        result.classes().ifPresent(classes -> text.append('\n').append(new ClassTables(classes).text()));
        result.leftOut()
                .sentence(result.examples())
                .ifPresent(rows -> text.append('\n').append(rows).append('\n'));
        result.times().ifPresent(times -> text.append('\n').append(times.text()).append('\n'));
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
