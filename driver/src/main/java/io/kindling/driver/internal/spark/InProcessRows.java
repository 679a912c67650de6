package io.kindling.driver.internal.spark;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.driver.table.internal.PassName;
import io.kindling.program.RunSettings;
import io.kindling.worker.internal.JvmExchange;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Rows that tasks of this process read, as the objects that they make: nothing is copied or serialized. */
public final class InProcessRows {
    private final JavaSparkContext spark;
    private final RowPlacement placement;

    /** @param spark a session whose tasks run in this process */
    public InProcessRows(JavaSparkContext spark, RunSettings settings) {
        this.spark = spark;
        this.placement = new RowPlacement(spark, settings);
    }

    /** Each shard's batches of training rows. */
    public List<ShardBatches> training(RowSource source) {
        return byReference(placement.training(source), ShardBatches.class, "training rows");
    }

    /** Validation rows, in one part for each shard. */
    public List<Examples> validation(RowSource source) {
        return byReference(placement.validation(source), Examples.class, "validation rows");
    }

    private <T> List<T> byReference(JavaRDD<T> rows, Class<T> type, String what) {
        spark.setJobDescription("reading " + what);
        try (JvmExchange<T> exchange = JvmExchange.open(what + " " + UUID.randomUUID(), type)) {
            return exchange.values(Math.toIntExact(new PassName("Placing " + what)
                    .in(spark.sc(), () -> rows.map(exchange.put()).count())));
        }
    }
}
