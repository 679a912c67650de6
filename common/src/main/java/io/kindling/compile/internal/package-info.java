/**
 * Static plans: a function is traced once for each signature, and then runs as a flat list of prepared kernels in preallocated
 * memory.
 *
 * <p>{@link io.kindling.compile.internal.Trace} records a function's operations as a graph of {@link
 * io.kindling.compile.internal.Value}s, without duplicates; {@link io.kindling.compile.internal.Fusion} joins elementwise
 * chains and selects kernels; {@link io.kindling.compile.internal.MemoryPlan} assigns each value its memory, and reuses
 * memory; {@link io.kindling.compile.internal.Plan} runs the kernels. An operation needs no code for this: its eager kernel is
 * used.
 *
 * <p>What must not live here: any particular layer, loss or program; kernels; anything that names ND4J.
 */
@NullMarked
package io.kindling.compile.internal;

import org.jspecify.annotations.NullMarked;
