/**
 * The output folders of runs: who may write to one, and the files in it.
 *
 * <p>What must not live here: training and its results, which arrive as names and numbers.
 */
@NullMarked
package io.kindling.driver.internal.run.output;

import org.jspecify.annotations.NullMarked;
