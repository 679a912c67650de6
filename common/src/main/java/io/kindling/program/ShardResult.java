package io.kindling.program;

import java.io.Serializable;
import java.util.List;

/**
 * One shard's part of a phase. Everything adds up over shards: nothing is scaled later.
 *
 * @param shard which shard
 * @param rows rows of the batch that it held
 * @param loss its share of the loss
 * @param gradient its share of the gradient, over the updated models' flat arrays one after the other; empty where it
 *     stands in memory that is shared
 * @param termCounts for each term of the loss, how many elements it summed
 * @param metrics the state of each metric
 * @param changes what it saw of moving statistics
 * @param weightsDigest CRC-32C of the weights it used, where they were sent
 * @param computeNanos how long it computed
 * @param executor the id of the executor that computed it; empty where the driver's own threads did
 */
public record ShardResult(
        int shard,
        int rows,
        double loss,
        float[] gradient,
        long[] termCounts,
        List<long[]> metrics,
        List<StateChange> changes,
        long weightsDigest,
        long computeNanos,
        String executor)
        implements Serializable {
    private static final float[] ELSEWHERE = {};

    /** A result whose gradient stands in memory that is shared: neither a digest nor an executor is needed to tell of it. */
    ShardResult(
            int shard,
            int rows,
            double loss,
            long[] termCounts,
            List<long[]> metrics,
            List<StateChange> changes,
            long computeNanos) {
        this(shard, rows, loss, ELSEWHERE, termCounts, metrics, changes, 0, computeNanos, "");
    }

    /** This result, saying which executor computed it, and the digest of the weights that it used. */
    public ShardResult by(String newExecutor, long digest) {
        return new ShardResult(
                shard, rows, loss, gradient, termCounts, metrics, changes, digest, computeNanos, newExecutor);
    }

    /** This result with its gradient. */
    ShardResult with(GradientMemory newGradient) {
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

    /** The shard in a message, and where it was computed. */
    String place() {
        return "shard " + shard + (executor.isEmpty() ? "" : " (executor " + executor + ")");
    }
}
