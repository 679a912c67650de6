package io.kindling.driver.table;

import java.io.Serializable;

/**
 * The reason why a row is invalid.
 *
 * @param what the invalid part of the row, such as {@code feature 'width'}
 * @param found its value, followed by the rule in parentheses
 */
record Flaw(String what, String found) implements Serializable {}
