package io.kindling.driver.table;

import io.kindling.config.Config;
import java.util.Optional;

/**
 * The rows of a table that are not used.
 *
 * @param bad the number of bad records
 * @param lacking the number of rows with a null among their features, if those are {@linkplain Nulls#DROP dropped}
 * @param first describes the first bad record
 */
public record LeftOut(long bad, long lacking, Optional<String> first) {
    /** No rows. */
    public static final LeftOut NONE = new LeftOut(0, 0, Optional.empty());

    public boolean isNone() {
        return bad + lacking == 0;
    }

    /** Returns a sentence for people; empty if no rows are left out. */
    public Optional<String> sentence(long used) {
        if (isNone()) {
            return Optional.empty();
        }
        long all = used + bad + lacking;
        String rows = bad == 0
                ? lacking + " of " + all + " rows are left out for a null among their features."
                : bad + " of " + all + " rows are bad records and are left out"
                        + (lacking == 0 ? "" : ", and " + lacking + " for a null among their features") + ".";
        return Optional.of(
                rows + first.map(bad -> " The first bad record: " + bad + ".").orElse(""));
    }

    public Config asConfig() {
        return Config.of("bad_records", bad, "rows_with_nulls", lacking);
    }
}
