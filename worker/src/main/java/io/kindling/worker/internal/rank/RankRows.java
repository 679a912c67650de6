package io.kindling.worker.internal.rank;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;

/** The rows of shards, for a rank. */
interface RankRows {
    /** A shard's batches of training rows. */
    ShardBatches training(int shard);

    /** A shard's part of the validation rows. */
    Examples validation(int shard);
}
