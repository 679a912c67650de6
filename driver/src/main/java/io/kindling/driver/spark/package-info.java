/**
 * Programs on Spark: rows placed on executors, a job for each phase, and what Spark says of the tasks.
 *
 * <p>What must not live here: what runs inside a task (that is the worker module), the mathematics, the console.
 */
@NullMarked
package io.kindling.driver.spark;

import org.jspecify.annotations.NullMarked;
