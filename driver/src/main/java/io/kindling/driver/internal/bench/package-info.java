/**
 * The benchmarks of {@code kindling bench}: whole training steps, and the kernels that dominate them. Each runs a fixed
 * workload on this machine and returns its measurements.
 *
 * <p>To add one: a class here, a line in {@code BenchCommand}. What must not live here: the console, benchmarks of other
 * kernels (they live beside the kernels' tests).
 */
@NullMarked
package io.kindling.driver.internal.bench;

import org.jspecify.annotations.NullMarked;
