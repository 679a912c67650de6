package io.kindling.program;

/**
 * How a step's time was spent, in nanoseconds.
 *
 * @param wholeNanos from its start to its end
 * @param computeNanos the slowest shard's computation, summed over phases, without the prefetch of rows
 * @param updateNanos the reduction of gradients and the optimizers' updates, including the waits within them
 */
public record StepTime(long wholeNanos, long computeNanos, long updateNanos) {
    /** The rest of the time: sending, scheduling, waiting. */
    public long waitNanos() {
        return Math.max(0, wholeNanos - computeNanos - updateNanos);
    }
}
