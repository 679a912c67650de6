package io.kindling.driver.internal.spark;

import java.io.Serializable;

/**
 * The shards that one task computes, one after the other.
 *
 * @param from the first shard
 * @param to the shard after the last
 * @param location the executor, as Spark writes preferred locations; empty if any executor may compute them
 */
record ShardRange(int from, int to, String location) implements Serializable {
    /** The shards, for messages. */
    String name() {
        return to - from == 1 ? "shard " + from : "shards " + from + " to " + (to - 1);
    }
}
