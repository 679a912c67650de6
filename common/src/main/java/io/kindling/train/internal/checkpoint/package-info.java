/**
 * The checkpoints of a training: when they are due, writing them beside it, and finding the one to continue from. What one
 * checkpoint's files contain is in {@link io.kindling.io.CheckpointFolder}.
 *
 * <p>What must not live here: training loops, and what a command line or a user's loop remembers besides the state.
 */
@NullMarked
package io.kindling.train.internal.checkpoint;

import org.jspecify.annotations.NullMarked;
