/**
 * Where a run is computed: this process or Spark's executors, started when they are needed and ended with the run; which jars
 * they see, how long they are waited for, and what they say of themselves.
 *
 * <p>What must not live here: what is computed ({@code io.kindling.driver.run}), how a phase becomes Spark jobs ({@code
 * io.kindling.driver.spark}).
 */
@NullMarked
package io.kindling.driver.machines;

import org.jspecify.annotations.NullMarked;
