package io.kindling.driver.internal.dataset;

import io.kindling.config.Config;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.BadRecords;
import io.kindling.driver.table.Nulls;
import io.kindling.driver.table.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the user set about how a table is read, and about its rows that lack values or are invalid.
 *
 * @param nulls what becomes of nulls among the features
 * @param policy what becomes of bad records
 * @param most how many bad records there may be
 * @param quarantine where bad records are written, a path or URI; by default below the output folder
 * @param options options of Spark's reader, and whether the path is a pattern
 */
public record TableSettings(
        Optional<Nulls> nulls,
        Optional<BadRecords.Policy> policy,
        Optional<BadRecords.Most> most,
        Optional<String> quarantine,
        Map<String, String> options) {
    /** No settings. */
    public static final TableSettings NONE =
            new TableSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    private static final String NULLS = "nulls";
    private static final String MEANS = "means_for_nulls";
    private static final String BAD_RECORDS = "bad_records";

    public TableSettings {
        options = Map.copyOf(options);
        if (quarantine.isPresent() && !policy.equals(Optional.of(BadRecords.Policy.QUARANTINE))) {
            throw SettingsException.invalid(
                    "quarantine", quarantine.get(), "only with --bad-records quarantine, which writes there");
        }
        if (most.isPresent()
                && policy.filter(given -> given != BadRecords.Policy.FAIL).isEmpty()) {
            throw SettingsException.invalid(
                    "max-bad-records",
                    most.get(),
                    "only with --bad-records drop or quarantine: otherwise there may be none");
        }
    }

    /** Returns whether bad records are to be written to a folder. */
    public boolean quarantines() {
        return policy.equals(Optional.of(BadRecords.Policy.QUARANTINE));
    }

    /** What becomes of bad records. */
    public BadRecords badRecords() {
        return new BadRecords(policy.orElse(BadRecords.Policy.FAIL), most.orElse(BadRecords.Most.DEFAULT));
    }

    /** Applies the settings to the rows of a training. */
    Table applyTo(Table table) {
        return table.nulls(nulls.orElse(Nulls.DEFAULT)).badRecords(badRecords());
    }

    /**
     * Applies the settings to the rows for a saved model; what is not set is as in its training.
     *
     * @param recorded what {@link #addTo} recorded
     * @param same whether the rows are those of the training, of which the same ones must be left out
     */
    public Table applyTo(Table table, Optional<Config> recorded, boolean same) {
        Optional<Nulls> trained = recorded.filter(data -> data.has(NULLS)).map(data -> Nulls.named(data.string(NULLS)));
        Nulls rule = nulls.or(() -> trained).orElse(Nulls.DEFAULT);
        boolean dropped = same && recorded.filter(data -> data.has(BAD_RECORDS)).isPresent();
        BadRecords bad = policy.isEmpty() && dropped
                ? new BadRecords(BadRecords.Policy.DROP, new BadRecords.Fraction(1))
                : badRecords();
        if (rule != Nulls.MEAN) {
            return table.nulls(rule).badRecords(bad);
        }
        List<Double> means = recorded
                .filter(data -> data.has(MEANS))
                .orElseThrow(() -> SettingsException.invalid(
                        "nulls", rule, "the model was not trained with it, so the means are not known"))
                .list(MEANS)
                .stream()
                .map(value -> ((Number) value).doubleValue())
                .toList();
        return table.nulls(means).badRecords(bad);
    }

    /**
     * Adds what a saved model must know of the settings to the configuration of its rows.
     *
     * @param means the means in place of nulls, if they are used
     */
    Config addTo(Config config, List<Double> means) {
        Config with = config;
        Nulls rule = nulls.orElse(Nulls.DEFAULT);
        if (rule != Nulls.DEFAULT) {
            with = with.with(NULLS, rule.toString());
        }
        if (rule == Nulls.MEAN) {
            with = with.with(MEANS, means);
        }
        return badRecords().leavesOut() ? with.with(BAD_RECORDS, BadRecords.Policy.DROP.toString()) : with;
    }
}
