/**
 * Benchmarks of whole training steps and of the kernels they spend their time in, behind {@code kindling bench}: each
 * computes a fixed workload on this machine and says what it measured.
 *
 * <p>To add one: a class here, a line in {@code BenchCommand}. What must not live here: the console, benchmarks of
 * other kernels (they stand beside the kernels).
 */
@NullMarked
package io.kindling.driver.bench;

import org.jspecify.annotations.NullMarked;
