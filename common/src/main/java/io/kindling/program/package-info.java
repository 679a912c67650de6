/**
 * Programs: models, optimizers, metrics and phases, and how one step of them is computed on shards and put together.
 *
 * <p>A {@link io.kindling.program.Program} is rebuilt by name wherever it runs. {@link io.kindling.program.Replica} is one
 * built program on one thread; it turns rows and weights into a {@link io.kindling.program.ShardResult}. {@link
 * io.kindling.program.CanonicalSum} adds results in one fixed order, {@link io.kindling.program.Training} applies them.
 * Where shards run is a {@link io.kindling.program.Strategy}'s business; the local one is here.
 *
 * <p>What must not live here: Spark, files, the mathematics of layers.
 */
@NullMarked
package io.kindling.program;

import org.jspecify.annotations.NullMarked;
