package io.kindling.worker;

import io.kindling.data.Examples;
import org.apache.spark.api.java.function.Function;

/** Fetches a shard's rows from its number; run once an executor, and again where the rows were lost. */
public final class LoadRows implements Function<Integer, Examples> {
    private static final long serialVersionUID = 1L;

    private final RowSupply supply;

    public LoadRows(RowSupply supply) {
        this.supply = supply;
    }

    @Override
    public Examples call(Integer shard) {
        return supply.rows(shard);
    }
}
