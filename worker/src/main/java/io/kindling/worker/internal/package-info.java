/**
 * What runs inside a Spark task: loading a shard's rows, computing its part of a phase or of an evaluation with a cached
 * replica, and the serializers of what is sent between processes.
 *
 * <p>What must not live here: the driver's side of a job, the mathematics, serialized objects of the user's classes.
 */
@NullMarked
package io.kindling.worker.internal;

import org.jspecify.annotations.NullMarked;
