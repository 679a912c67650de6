/**
 * Tables that Spark SQL reads, as rows to train on: which columns are what, one global order of the rows whatever the files
 * and splits, one job that checks and counts, one that places rows on the executors of their shards.
 *
 * <p>The task side is here too, since it needs Spark SQL's rows, which the worker module does not know. What must not live
 * here: who owns a row (that is {@code io.kindling.data}), runs and their settings, the console.
 *
 * <p>To add a format, add it to {@link io.kindling.driver.table.TableFormat}: how it is opened, and what of a row that could
 * not be read is left to be found.
 */
@NullMarked
package io.kindling.driver.table;

import org.jspecify.annotations.NullMarked;
