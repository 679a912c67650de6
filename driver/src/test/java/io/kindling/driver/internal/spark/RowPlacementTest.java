package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.data.ClassWeighting;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.program.RunSettings;
import io.kindling.worker.internal.RowSupply;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RowPlacementTest {
    private static final RunSettings TWO_SHARDS =
            RunSettings.DEFAULT.withBatchSize(4).withShards(2);
    private static final Examples ROWS =
            Examples.of(Column.of(new float[] {1, 2, 3, 4}, 1), Column.of(new int[] {0, 1, 1, 1}));

    private static SparkSession session;

    @BeforeAll
    static void startSpark() {
        session = Sessions.start(SparkMaster.Local.threads(2), Map.of());
    }

    @AfterAll
    static void stopSpark() {
        session.stop();
    }

    /** The features of each shard's rows. */
    private static List<float[]> placed(RowSource source) {
        return collected(source).stream()
                .map(rows -> (float[]) rows.features().values())
                .toList();
    }

    private static List<Examples> collected(RowSource source) {
        return new RowPlacement(JavaSparkContext.fromSparkContext(session.sparkContext()), TWO_SHARDS)
                .validation(source)
                .collect();
    }

    /** Rows that hold the number of their shard. */
    private record Numbers() implements RowSupply {
        @Override
        public Examples rows(int shard) {
            return Examples.of(Column.of(new float[] {shard}, 1), Column.of(new int[1]));
        }
    }

    @Test
    void rowsInMemory_areDividedIntoShards() {
        assertThat(placed(new RowSource.Memory(ROWS))).containsExactly(new float[] {1, 2}, new float[] {3, 4});
    }

    @Test
    void localFiles_areReadByExecutorsOfTheDriversMachine_notByTheDriver() {
        RowSource files = new RowSource.Files(
                4,
                true,
                partitioner -> new Numbers(),
                () -> {
                    throw new AssertionError("The driver must not read the rows.");
                },
                () -> {});
        assertThat(placed(files)).containsExactly(new float[] {0}, new float[] {1});
    }

    @Test
    void classWeights_areAppliedOnExecutors() {
        ClassWeighting weights = ClassWeighting.balanced(ROWS.labels().orElseThrow(), 2);
        List<Examples> shards = collected(new RowSource.Weighted(new RowSource.Memory(ROWS), weights));
        assertThat((float[]) shards.get(0).weights().orElseThrow().values()).containsExactly(2, 2 / 3f);
    }
}
