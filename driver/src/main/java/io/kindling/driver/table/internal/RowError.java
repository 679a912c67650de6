package io.kindling.driver.table.internal;

import java.io.Serializable;

/**
 * The reason why a row is invalid.
 *
 * @param what the invalid part of the row, such as {@code feature 'width'}
 * @param found its value, followed by the rule in parentheses
 */
public record RowError(String what, String found) implements Serializable {}
