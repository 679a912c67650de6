/**
 * Where a run is computed: this process or Spark's executors, started when they are needed and stopped at the end of the run;
 * the user's jars, the wait for executors, and the description of the machines.
 *
 * <p>What must not live here: what is computed ({@code io.kindling.driver.run}), how a phase becomes Spark jobs ({@code
 * io.kindling.driver.spark}).
 */
@NullMarked
package io.kindling.driver.machines;

import org.jspecify.annotations.NullMarked;
