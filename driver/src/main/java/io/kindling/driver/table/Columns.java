package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.nn.Config;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which columns of a table are what.
 *
 * @param features numbers, arrays of numbers or vectors, one after the other in a row's features; none: all but the others
 * @param label class numbers, names of classes, or numbers to predict
 * @param weight each row's weight in the loss
 */
public record Columns(List<String> features, Optional<String> label, Optional<String> weight) {
    /** All columns are features. */
    public static final Columns ALL = new Columns(List.of(), Optional.empty(), Optional.empty());

    public Columns {
        features = List.copyOf(features);
    }

    /** These columns, and where one is not given, that of others. */
    public Columns orElse(Columns others) {
        return new Columns(
                features.isEmpty() ? others.features : features, label.or(others::label), weight.or(others::weight));
    }

    /**
     * The features of a table with these columns: those that are named, or all but the label and the weight, which need not be
     * among them.
     *
     * @param table what it is called in messages
     * @throws DataException where none are left
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
