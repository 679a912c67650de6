package io.kindling.driver.internal.dataset;

import io.kindling.driver.table.Columns;
import io.kindling.driver.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a user should know of the columns that a model is trained on, before rows are read.
 *
 * @param table the table's name
 * @param features the feature columns
 * @param columns the columns as the user named them
 */
record FeatureNotes(String table, List<String> features, Columns columns) {
    private static final int MOST_SHOWN = 12;

    /** Names of columns whose values say which row it is, rather than what it is like. */
    private static final Pattern OF_ROWS = Pattern.compile(
            "(?i:(.*[ _.-])?(id|uuid|guid|index|row|date|datetime|timestamp)|.*[ _.-]at)|.*[a-z](Id|ID|Date|Timestamp)");

    static FeatureNotes of(Table table, Columns columns) {
        List<String> features = columns.features().isEmpty()
                ? table.columnNames().stream()
                        .filter(name -> Stream.of(columns.label(), columns.weight())
                                .flatMap(role -> role.stream())
                                .noneMatch(name::equals))
                        .toList()
                : columns.features();
        return new FeatureNotes(table.toString(), features, columns);
    }

    /** The sentences, each in a line of its own. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String shown = columns.inputs().isEmpty()
                ? shown(features)
                : columns.inputs().entrySet().stream()
                        .map(input -> input.getKey() + " = " + shown(input.getValue()))
                        .collect(Collectors.joining("; "));
        String label = columns.label().map(name -> "Label: " + name + ".").orElse("No labels.");
        String weight = columns.weight().map(name -> " Weight: " + name + ".").orElse("");
        lines.add("Features of " + table + ": " + shown + ". " + label + weight);
        List<String> doubtful = !columns.features().isEmpty()
                ? List.of()
                : features.stream()
                        .filter(name -> OF_ROWS.matcher(name).matches())
                        .toList();
        if (!doubtful.isEmpty()) {
            lines.add((doubtful.size() == 1 ? "Feature " : "Features ")
                    + listed(doubtful.subList(0, Math.min(doubtful.size(), MOST_SHOWN)))
                    + (doubtful.size() == 1 ? " seems" : " seem")
                    + " to say which row it is, by a number or a date, from which a model learns nothing for other rows."
                    + " Name the features with --features.");
        }
        columns.label()
                .filter(features::contains)
                .ifPresent(name -> lines.add("Feature " + name
                        + " is the label, too, so that a model learns to copy it. Leave it out of the features."));
        return lines;
    }

    /** Returns the names as in a sentence: {@code a, b and c}. */
    private static String listed(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    static String shown(List<String> columns) {
        String more = columns.size() > MOST_SHOWN ? ", ... (" + columns.size() + " columns)" : "";
        return String.join(", ", columns.subList(0, Math.min(columns.size(), MOST_SHOWN))) + more;
    }
}
