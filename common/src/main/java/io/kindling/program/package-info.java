/**
 * Programs: models, optimizers, metrics and phases, and how one step of them is computed on shards and put together.
 *
 * <p>A {@link io.kindling.program.Program} is rebuilt by name wherever it runs. {@link io.kindling.program.Replica} is one
 * built program on one thread; it turns rows and weights into a {@link io.kindling.program.ShardResult}. {@link
 * io.kindling.program.CanonicalSum} adds results in one fixed order, {@link io.kindling.program.Training} applies them.
 * Where shards run is a {@link io.kindling.program.Strategy}'s business. Two are here, which compute in one process:
 * {@link io.kindling.program.LocalStrategy} when a step is asked for, {@link io.kindling.program.RunAhead} before. Their threads
 * are a {@code Crew} that meets in each {@code SharedStep}. A phase, evaluation or prediction that can be a plan of {@link
 * io.kindling.compile} is a {@code Compiled...} here.
 *
 * <p>What must not live here: Spark, files, the mathematics of layers.
 */
@NullMarked
package io.kindling.program;

import org.jspecify.annotations.NullMarked;
