/**
 * What a training loop holds in its hand: a {@link io.kindling.train.Runner} that starts programs, the {@link
 * io.kindling.train.Training} it returns, and {@link io.kindling.train.Kindling#fit} for those who need no loop.
 *
 * <p>What must not live here: how steps are computed (see {@code io.kindling.program.internal}), Spark, and the formats of files.
 */
@NullMarked
package io.kindling.train;

import org.jspecify.annotations.NullMarked;
