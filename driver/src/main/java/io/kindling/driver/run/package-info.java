/**
 * A run as a whole: training over epochs, evaluation, prediction, and the folder of what came out.
 *
 * <p>What must not live here: the console and its options (they listen through {@link io.kindling.driver.run.RunListener}),
 * which rows there are ({@code driver.rows}), where it computes ({@code driver.machines}), the mathematics, Spark jobs.
 */
@NullMarked
package io.kindling.driver.run;

import org.jspecify.annotations.NullMarked;
