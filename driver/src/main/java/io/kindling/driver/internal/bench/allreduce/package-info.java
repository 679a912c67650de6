/**
 * What {@code kindling bench allreduce} measures: what a step costs besides computing, for ranks that are processes of this
 * machine, and for threads of one process.
 *
 * <p>What must not live here: the console, benchmarks of computations.
 */
@NullMarked
package io.kindling.driver.internal.bench.allreduce;

import org.jspecify.annotations.NullMarked;
