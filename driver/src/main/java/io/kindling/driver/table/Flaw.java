package io.kindling.driver.table;

import java.io.Serializable;

/**
 * Why a row cannot be used.
 *
 * @param what the part of it, as {@code feature 'width'}
 * @param found its value, and in parentheses what is allowed
 */
record Flaw(String what, String found) implements Serializable {}
