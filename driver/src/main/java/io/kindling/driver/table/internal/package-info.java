/**
 * Rows of tables as Spark tasks read them: blocks of files, lines of CSV, the layout of a row and its errors.
 *
 * <p>What must not live here: what users name ({@code driver.table}), row partitioning (see {@code io.kindling.data}).
 */
@NullMarked
package io.kindling.driver.table.internal;

import org.jspecify.annotations.NullMarked;
