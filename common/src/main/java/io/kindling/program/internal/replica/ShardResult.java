package io.kindling.program.internal.replica;

import java.io.Serializable;
import java.util.List;

/**
 * One shard's partial result of a phase. Results add up over shards without further scaling.
 *
 * @param shard which shard
 * @param rows the shard's rows of the batch
 * @param loss the partial loss
 * @param gradient the partial gradient, over the updated models' flat arrays one after the other; empty if it is in a shared
 *     buffer
 * @param termCounts the number of elements summed in each term of the loss
 * @param metrics the state of each metric
 * @param changes the values of moving statistics over the shard's rows
 * @param weightsDigest CRC-32C of the weights that it used, if they were sent
 * @param computeNanos how long it computed
 * @param executor the id of the executor that computed it; empty for threads of the driver
 */
public record ShardResult(
        int shard,
        int rows,
        double loss,
        float[] gradient,
        long[] termCounts,
        List<long[]> metrics,
        List<MovingStatistic> changes,
        long weightsDigest,
        long computeNanos,
        String executor)
        implements Serializable {
    private static final float[] IN_SHARED_BUFFER = {};

    /** A result whose gradient is in a shared buffer, and which therefore needs neither a digest nor an executor. */
    public ShardResult(
            int shard,
            int rows,
            double loss,
            long[] termCounts,
            List<long[]> metrics,
            List<MovingStatistic> changes,
            long computeNanos) {
        this(shard, rows, loss, IN_SHARED_BUFFER, termCounts, metrics, changes, 0, computeNanos, "");
    }

    /** This result with the executor that computed it and the digest of the weights that it used. */
    public ShardResult computedBy(String newExecutor, long digest) {
        return new ShardResult(
                shard, rows, loss, gradient, termCounts, metrics, changes, digest, computeNanos, newExecutor);
    }

    /** This result with a copy of its gradient. */
    public ShardResult with(GradientBuffer newGradient) {
        return new ShardResult(
                shard,
                rows,
                loss,
                newGradient.toArray(),
                termCounts,
                metrics,
                changes,
                weightsDigest,
                computeNanos,
                executor);
    }

    /** The shard and its executor, for messages. */
    public String description() {
        return "shard " + shard + (executor.isEmpty() ? "" : " (executor " + executor + ")");
    }
}
