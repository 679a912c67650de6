/**
 * How partial results become one step: added in one fixed order ({@link io.kindling.program.internal.reduce.CanonicalSum}),
 * checked, and applied by the optimizer.
 *
 * <p>What must not live here: threads, barriers, Spark: everything here is a pure function of its arguments.
 */
@NullMarked
package io.kindling.program.internal.reduce;

import org.jspecify.annotations.NullMarked;
