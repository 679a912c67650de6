/**
 * Whole runs: training over epochs, evaluation, prediction, image generation, and their output folders.
 *
 * <p>What must not live here: the console and its options (they listen through {@link io.kindling.driver.run.RunListener}),
 * reading rows ({@code driver.rows}), choosing where to compute ({@code driver.machines}), mathematics, Spark jobs.
 */
@NullMarked
package io.kindling.driver.run;

import org.jspecify.annotations.NullMarked;
