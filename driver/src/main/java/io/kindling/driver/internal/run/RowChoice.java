package io.kindling.driver.internal.run;

import io.kindling.driver.table.Table;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which rows of a split are used.
 *
 * @param where a condition on a table's columns, in Spark's SQL
 * @param limit the number of rows, of those from the first on
 */
public record RowChoice(Optional<String> where, OptionalLong limit) {
    /** All rows. */
    public static final RowChoice ALL = new RowChoice(Optional.empty(), OptionalLong.empty());

    Table applyTo(Table table) {
        return where.map(table::where).orElse(table);
    }

    /** Returns the end of a range of rows. */
    long end(long from, long to) {
        return limit.isPresent() ? Math.min(to, Math.addExact(from, limit.getAsLong())) : to;
    }
}
