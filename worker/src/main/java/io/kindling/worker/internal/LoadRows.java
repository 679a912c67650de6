package io.kindling.worker.internal;

import io.kindling.data.Examples;
import org.apache.spark.api.java.function.Function;

/** Loads the rows of a shard, given its number. Runs once for each shard, and again if the rows were lost. */
public final class LoadRows implements Function<Integer, Examples> {
    private static final long serialVersionUID = 1L;

    private final RowSupply supply;

    public LoadRows(RowSupply supply) {
        this.supply = supply;
    }

    @Override
    public Examples call(Integer shard) {
        return HeapLimit.within("the rows of shard " + shard, () -> supply.rows(shard));
    }
}
