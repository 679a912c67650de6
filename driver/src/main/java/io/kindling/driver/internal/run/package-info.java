/**
 * Whole runs: training over epochs, evaluation, prediction, image generation.
 *
 * <p>What must not live here: the console and its options (they listen through {@link
 * io.kindling.driver.internal.run.RunListener}), reading rows ({@code driver.internal.dataset}), choosing where to compute
 * ({@code driver.internal.cluster}), files ({@code driver.internal.run.output}), mathematics, Spark jobs.
 */
@NullMarked
package io.kindling.driver.internal.run;

import org.jspecify.annotations.NullMarked;
