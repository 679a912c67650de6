/**
 * Programs on Spark: its master, rows on executors, the jobs that compute steps, and the statistics of their tasks.
 *
 * <p>What must not live here: what runs inside a task (that is the worker module), the mathematics, the console.
 */
@NullMarked
package io.kindling.driver.internal.spark;

import org.jspecify.annotations.NullMarked;
