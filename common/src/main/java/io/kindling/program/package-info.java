/**
 * Programs: models, optimizers, metrics and phases, and how a step is computed on shards and reduced.
 *
 * <p>A {@link io.kindling.program.Program} is built again from its class name on each machine. A {@link
 * io.kindling.program.Replica} is one built program on one thread; it computes a {@link io.kindling.program.ShardResult} from
 * rows and weights. {@link io.kindling.program.CanonicalSum} adds results in one fixed order, and {@link
 * io.kindling.program.Training} is the loop's view of a run. A {@link io.kindling.program.Strategy} decides where shards are
 * computed. Two strategies that compute in one process are here: {@link io.kindling.program.LocalStrategy} computes a step when
 * it is requested, {@link io.kindling.program.RunAhead} computes steps ahead. Their threads are the ranks of a {@code Crew} and
 * compute a {@code SharedStep} together, synchronized by a {@code Meeting}. A phase, evaluation or prediction that is compiled
 * to a plan of {@link io.kindling.compile} is a {@code Compiled...} here.
 *
 * <p>What must not live here: Spark, files, the mathematics of layers.
 */
@NullMarked
package io.kindling.program;

import org.jspecify.annotations.NullMarked;
