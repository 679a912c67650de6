package io.kindling.program;

/**
 * Where a step's time went, in nanoseconds.
 *
 * @param wholeNanos from its start to its end
 * @param computeNanos the slowest shard's computing, summed over phases; rows that were fetched ahead are not in it
 * @param updateNanos adding shares and applying optimizers, with what is waited for meanwhile
 */
public record StepTime(long wholeNanos, long computeNanos, long updateNanos) {
    /** Time that is neither computing nor updating: sending, scheduling, waiting. */
    public long waitNanos() {
        return Math.max(0, wholeNanos - computeNanos - updateNanos);
    }
}
