/**
 * Ranks that compute a step together in one process: a {@link io.kindling.program.internal.collective.WorkerGroup}
 * synchronized by a {@link io.kindling.program.internal.collective.SpinBarrier}, the commands it executes, and the strategies
 * on top of it. {@link io.kindling.program.internal.collective.LocalStrategy} computes a step when it is requested; {@link
 * io.kindling.program.internal.collective.PipelinedStrategy} computes steps ahead of the loop.
 *
 * <p>What must not live here: Spark, what a shard computes (see {@code .replica}), how results add up (see {@code .reduce}).
 */
@NullMarked
package io.kindling.program.internal.collective;

import org.jspecify.annotations.NullMarked;
