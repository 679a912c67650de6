/**
 * A rank of a training on several executors: the task that runs it, and what it tells the driver. What it does when is the
 * matter of {@code io.kindling.program.internal.protocol}, what it computes that of {@code
 * io.kindling.program.internal.collective}.
 */
@NullMarked
package io.kindling.worker.internal.rank;

import org.jspecify.annotations.NullMarked;
