/**
 * What runs inside a Spark task: loading a shard's rows, computing its part of a phase or of an evaluation on a kept
 * replica, and the serializers of what crosses the wire.
 *
 * <p>What must not live here: the driver's side of a job, the mathematics, anything of the user's that is serialized.
 */
@NullMarked
package io.kindling.worker;

import org.jspecify.annotations.NullMarked;
