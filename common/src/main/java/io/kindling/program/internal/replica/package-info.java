/**
 * One built program that computes: a {@link io.kindling.program.internal.replica.Replica} on one thread, its compiled phases,
 * evaluations and predictions, its weights and gradients, and the partial results ({@link
 * io.kindling.program.internal.replica.ShardResult}) that it returns.
 *
 * <p>What must not live here: reduction over shards, threads, Spark.
 */
@NullMarked
package io.kindling.program.internal.replica;

import org.jspecify.annotations.NullMarked;
