package io.kindling.driver.table.internal;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a row is invalid.
 *
 * @param what the invalid part of the row, such as {@code feature 'width'}
 * @param found its value, followed by the rule in parentheses
 * @param column its column; null if it is the whole row or more than one column
 */
public record RowError(String what, String found, @Nullable String column) implements Serializable {
    /** Of the whole row, or of more than one column. */
    public RowError(String what, String found) {
        this(what, found, null);
    }
}
