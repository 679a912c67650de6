/**
 * Spark SQL tables as rows to train on: the roles of columns, one global row order that does not depend on files and splits, a
 * job that validates and counts rows, a job that places rows on the executors of their shards, and passes over the files that
 * evaluate and predict rows without holding them.
 *
 * <p>The code of the tasks is here too: it needs Spark SQL's rows, and the worker module does not depend on Spark SQL. What
 * must not live here: row partitioning (see {@code io.kindling.data}), runs and their settings, the console.
 *
 * <p>To add a format, add it to {@link io.kindling.driver.table.TableFormat}: how it is opened, and how a row that could not be
 * parsed is detected.
 */
@NullMarked
package io.kindling.driver.table;

import org.jspecify.annotations.NullMarked;
