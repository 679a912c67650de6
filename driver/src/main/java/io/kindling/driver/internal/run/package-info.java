/**
 * Whole runs: training over epochs, evaluation, prediction, image generation, and their output folders.
 *
 * <p>What must not live here: the console and its options (they listen through {@link
 * io.kindling.driver.internal.run.RunListener}), reading rows ({@code driver.internal.dataset}), choosing where to compute
 * ({@code driver.internal.cluster}), mathematics, Spark jobs.
 */
@NullMarked
package io.kindling.driver.internal.run;

import org.jspecify.annotations.NullMarked;
