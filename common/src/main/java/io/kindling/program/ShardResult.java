package io.kindling.program;

import java.io.Serializable;
import java.util.List;

/**
 * One shard's part of a phase. Everything adds up over shards: nothing is scaled later.
 *
 * @param shard which shard
 * @param rows rows of the batch that it held
 * @param loss its share of the loss
 * @param gradient its share of the gradient, over the updated models' flat arrays one after the other
 * @param termCounts for each term of the loss, how many elements it summed
 * @param metrics the state of each metric
 * @param changes what it saw of moving statistics
 * @param weightsDigest CRC-32C of the weights it used
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
    /** This result, saying which executor computed it. */
    public ShardResult by(String newExecutor) {
        return new ShardResult(
                shard, rows, loss, gradient, termCounts, metrics, changes, weightsDigest, computeNanos, newExecutor);
    }

    /** The shard in a message, and where it was computed. */
    String place() {
        return "shard " + shard + (executor.isEmpty() ? "" : " (executor " + executor + ")");
    }
}
