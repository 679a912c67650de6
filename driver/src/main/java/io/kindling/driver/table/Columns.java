package io.kindling.driver.table;

import io.kindling.config.Config;
import io.kindling.config.DidYouMean;
import io.kindling.data.DataException;
import io.kindling.data.FeatureLayout;
import io.kindling.driver.internal.SettingsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The roles of a table's columns.
 *
 * @param features columns of numbers, arrays of numbers or vectors, concatenated in this order; if empty, all columns except
 *     label and weight; if there are inputs, their columns, input by input in the order of names
 * @param inputs the columns of each named input of a model that has several, by name; none if features have no names
 * @param label column of class numbers, class names, or numbers to predict
 * @param weight column of each row's weight in the loss
 */
public record Columns(
        List<String> features, Map<String, List<String>> inputs, Optional<String> label, Optional<String> weight) {
    /** All columns are features. */
    public static final Columns ALL = new Columns(List.of(), Optional.empty(), Optional.empty());

    /** The column of features of a table that Kindling makes. */
    public static final String USUAL_FEATURES = "features";

    /** The column of labels of such a table. */
    public static final String USUAL_LABEL = "label";

    private static final String FEATURES = "features";
    private static final String INPUTS = "inputs";
    private static final String NAME = "name";
    private static final String COLUMNS = "columns";

    public Columns {
        inputs = sorted(inputs);
        features = inputs.isEmpty()
                ? List.copyOf(features)
                : inputs.values().stream().flatMap(List::stream).toList();
    }

    /** Columns whose features have no names. */
    public Columns(List<String> features, Optional<String> label, Optional<String> weight) {
        this(features, Map.of(), label, weight);
    }

    private static Map<String, List<String>> sorted(Map<String, List<String>> inputs) {
        SortedMap<String, List<String>> sorted = new TreeMap<>();
        inputs.forEach((name, columns) -> {
            if (columns.isEmpty()) {
                throw SettingsException.invalid("input", name, "at least one column");
            }
            sorted.put(name, List.copyOf(columns));
        });
        return Collections.unmodifiableSortedMap(sorted);
    }

    /** Returns these columns with those of another input, and without features that have no names. */
    public Columns withInput(String name, List<String> columns) {
        Map<String, List<String>> more = new TreeMap<>(inputs);
        if (more.put(name, columns) != null) {
            throw SettingsException.invalid("input", name, "it is named twice");
        }
        return new Columns(List.of(), more, label, weight);
    }

    /** Returns these columns, with missing ones taken from {@code others}; those of inputs, input by input. */
    public Columns orElse(Columns others) {
        Map<String, List<String>> merged = new TreeMap<>();
        if (features.isEmpty() || !inputs.isEmpty()) {
            merged.putAll(others.inputs);
            merged.putAll(inputs);
        }
        return new Columns(
                features.isEmpty() ? others.features : features,
                merged,
                label.or(others::label),
                weight.or(others::weight));
    }

    /**
     * Returns these columns or, if no features are named, those that a table of Spark ML usually has, if it has them: {@code
     * features} and {@code label}. Training, evaluation and prediction alike take them.
     *
     * @param table the table's columns
     */
    public Columns orUsual(List<String> table) {
        Optional<String> others = Optional.of(USUAL_FEATURES);
        if (!features.isEmpty() || !table.contains(USUAL_FEATURES) || label.equals(others) || weight.equals(others)) {
            return this;
        }
        Optional<String> usual =
                Optional.of(USUAL_LABEL).filter(table::contains).filter(name -> !weight.equals(Optional.of(name)));
        return new Columns(List.of(USUAL_FEATURES), label.or(() -> usual), weight);
    }

    /**
     * Returns the feature columns of a table with the given columns: the named ones, or else all columns except label and
     * weight, which the table need not have.
     *
     * @param table the table's name in messages
     * @throws DataException if none are left
     */
    List<String> featuresAmong(List<String> columns, String table) {
        if (!features.isEmpty()) {
            return features;
        }
        List<String> others = columns.stream()
                .filter(column -> !label.equals(Optional.of(column)) && !weight.equals(Optional.of(column)))
                .toList();
        if (others.isEmpty()) {
            throw new DataException("Cannot read " + table + ": no columns are left for features.");
        }
        return others;
    }

    /**
     * @param model the inputs of a model; none if its features have no names
     * @param table the table's name in messages
     * @throws SettingsException if these are not its inputs
     */
    void requireInputs(FeatureLayout model, Table table) {
        Set<String> names = model.features().stream()
                .map(FeatureLayout.Feature::name)
                .collect(Collectors.toCollection(TreeSet::new));
        String known = String.join(", ", names);
        for (String input : inputs.keySet()) {
            if (names.isEmpty()) {
                throw SettingsException.invalid("input", input, "the model's features have no names: set --features");
            }
            if (!names.contains(input)) {
                throw SettingsException.invalid(
                        "input",
                        input,
                        "the model has the inputs " + known
                                + DidYouMean.to(input, names)
                                        .map(near -> ". Did you mean " + near + "?")
                                        .orElse(""));
            }
        }
        names.removeAll(inputs.keySet());
        if (!names.isEmpty()) {
            throw new SettingsException("Cannot find the columns of input " + String.join(", ", names) + " in " + table
                    + ": the model has the inputs " + known + ". Name the columns of each"
                    + example(names, table.columnNames()));
        }
    }

    /**
     * Returns the rest of a sentence that says how to name the columns of inputs.
     *
     * @param inputs the names of the inputs
     * @param columns the columns of a table
     */
    public static String example(Collection<String> inputs, List<String> columns) {
        List<String> options = new ArrayList<>();
        for (String input : inputs) {
            options.add("--input " + input + "=" + columns.get(options.size() % columns.size()));
        }
        return " with --input NAME=COLUMN[,COLUMN...], such as " + String.join(" ", options) + ".";
    }

    public Config asConfig() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(FEATURES, features);
        if (!inputs.isEmpty()) {
            values.put(INPUTS, describe(inputs));
        }
        label.ifPresent(name -> values.put("label", name));
        weight.ifPresent(name -> values.put("weight", name));
        return Config.of(values);
    }

    static List<Config> describe(Map<String, List<String>> inputs) {
        return inputs.entrySet().stream()
                .map(input -> Config.of(NAME, input.getKey(), COLUMNS, input.getValue()))
                .toList();
    }

    public static Columns from(Config config) {
        Map<String, List<String>> inputs = new TreeMap<>();
        if (config.has(INPUTS)) {
            config.configs(INPUTS).forEach(input -> inputs.put(input.string(NAME), strings(input, COLUMNS)));
        }
        return new Columns(
                strings(config, FEATURES), inputs, config.optionalString("label"), config.optionalString("weight"));
    }

    private static List<String> strings(Config config, String name) {
        return config.list(name).stream().map(String.class::cast).toList();
    }
}
