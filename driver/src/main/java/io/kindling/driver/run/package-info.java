/**
 * A run as a whole: its settings, its rows, where it computes, the loop over epochs, and the folder of what came out.
 *
 * <p>What must not live here: the console and its options (they listen through {@link io.kindling.driver.run.RunListener}),
 * the mathematics, Spark jobs.
 */
@NullMarked
package io.kindling.driver.run;

import org.jspecify.annotations.NullMarked;
