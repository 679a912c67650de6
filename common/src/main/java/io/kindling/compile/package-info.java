/**
 * Static plans: a function is traced once for each signature, and then runs as a flat list of prepared kernels in one
 * piece of memory, without allocation.
 *
 * <p>{@link io.kindling.compile.Trace} makes a graph of {@link io.kindling.compile.Value}s of what a function asks for,
 * each computed once; {@link io.kindling.compile.Fusion} joins elementwise chains and picks kernels; {@link
 * io.kindling.compile.MemoryPlan} says where each value stands, and when another may take its place; {@link
 * io.kindling.compile.Plan} runs. An operation needs nothing for this: its eager kernel serves.
 *
 * <p>What must not live here: any particular layer, loss or program; kernels; anything that names ND4J.
 */
@NullMarked
package io.kindling.compile;

import org.jspecify.annotations.NullMarked;
