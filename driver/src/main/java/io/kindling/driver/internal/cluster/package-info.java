/**
 * Where a run is computed: this process or Spark's executors, started when they are needed and stopped at the end of the run;
 * the user's jars, the wait for executors, and the description of the machines.
 *
 * <p>What must not live here: what is computed ({@code driver.internal.run}), how a phase becomes Spark jobs ({@code
 * driver.internal.spark}).
 */
@NullMarked
package io.kindling.driver.internal.cluster;

import org.jspecify.annotations.NullMarked;
