package io.kindling.worker.internal;

import io.kindling.data.Examples;
import java.io.Serializable;

/** The source of a shard's rows for a task. It is sent to executors, so it holds an address or a broadcast, never the rows. */
public interface RowSupply extends Serializable {
    /** The rows of a shard, in the order of the data set. */
    Examples rows(int shard);
}
