package io.kindling.driver.table;

import io.kindling.config.Config;
import io.kindling.data.DataException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The roles of a table's columns.
 *
 * @param features columns of numbers, arrays of numbers or vectors, concatenated in this order; if empty, all columns except
 *     label and weight
 * @param label column of class numbers, class names, or numbers to predict
 * @param weight column of each row's weight in the loss
 */
public record Columns(List<String> features, Optional<String> label, Optional<String> weight) {
    /** All columns are features. */
    public static final Columns ALL = new Columns(List.of(), Optional.empty(), Optional.empty());

    /** The column of features of a table that Kindling makes. */
    public static final String USUAL_FEATURES = "features";

    /** The column of labels of such a table. */
    public static final String USUAL_LABEL = "label";

    public Columns {
        features = List.copyOf(features);
    }

    /** Returns these columns, with missing ones taken from {@code others}. */
    public Columns orElse(Columns others) {
        return new Columns(
                features.isEmpty() ? others.features : features, label.or(others::label), weight.or(others::weight));
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

    public Config asConfig() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("features", features);
        label.ifPresent(name -> values.put("label", name));
        weight.ifPresent(name -> values.put("weight", name));
        return Config.of(values);
    }

    public static Columns from(Config config) {
        return new Columns(
                config.list("features").stream().map(String.class::cast).toList(),
                config.optionalString("label"),
                config.optionalString("weight"));
    }
}
