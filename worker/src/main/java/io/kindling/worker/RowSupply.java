package io.kindling.worker;

import io.kindling.data.Examples;
import java.io.Serializable;

/** Where a task gets a shard's rows from: sent to executors, so it holds an address or a broadcast, never the rows. */
public interface RowSupply extends Serializable {
    /** The rows that a shard owns, in the order of the population. */
    Examples rows(int shard);
}
