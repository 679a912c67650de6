package io.kindling.program.internal.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import io.kindling.program.DataSchema;
import io.kindling.program.Execution;
import io.kindling.program.PhaseCall;
import io.kindling.program.ProgramSpec;
import io.kindling.program.SmallClassifierFixture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prefetched rows are copied at once, and used only by the call that they were prefetched for. The last batch is short. */
class ReplicaTest {
    private static final int ROWS = 20;
    private static final RowPartitioner PARTITIONER = new RowPartitioner(ROWS, 8, 1);

    /** The array that the rows alias, so that tests can change them. */
    private final float[] numbers = new float[ROWS * 784];

    private final ShardBatches rows = batches(numbers);
    private static final long VERSION = 1;

    private final Replica replica = new Replica(spec());
    private final GradientBuffer gradient = new GradientBuffer(
            replica.program().layout(replica.program().phases().get(0)));
    private final List<float[]> weights = replica.program().readWeights();

    private static ShardBatches batches(float[] numbers) {
        Examples examples = Examples.of(Column.of(numbers, 28, 28), Column.of(new int[ROWS]));
        return new ShardBatches(examples, PARTITIONER, 0, Shuffle.NONE, 1);
    }

    private ProgramSpec spec() {
        return new ProgramSpec(
                SmallClassifierFixture.class.getName(),
                Config.EMPTY,
                DataSchema.of(rows.rows()),
                7,
                8,
                1,
                Execution.COMPILED);
    }

    @BeforeEach
    void runOnce() {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i % 13 / 13f;
        }
        loss(0, rows);
        loss(2, rows);
    }

    @AfterEach
    void close() {
        replica.close();
    }

    private static PhaseCall call(int batch) {
        return new PhaseCall(batch, 0, batch, 0, 0);
    }

    private double loss(int batch, ShardBatches from) {
        return replica.run(call(batch), 0, from, weights, VERSION, gradient).loss();
    }

    private void changeRows() {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 1 - numbers[i];
        }
    }

    @Test
    void prefetchedRows_areNotReadAgain() {
        double before = loss(1, rows);
        replica.prefetch(call(1), 0, rows);
        changeRows();
        assertThat(loss(1, rows)).isEqualTo(before);
        assertThat(loss(1, rows)).isNotEqualTo(before);
    }

    @Test
    void anotherBatchThanPrefetched_isRead() {
        replica.prefetch(call(1), 0, rows);
        changeRows();
        double changed = loss(2, rows);
        assertThat(changed).isEqualTo(loss(2, rows));
        changeRows();
        assertThat(changed).isNotEqualTo(loss(2, rows));
    }

    @Test
    void otherRowsThanPrefetched_areRead() {
        float[] others = new float[numbers.length];
        ShardBatches other = batches(others);
        double expected = loss(1, other);
        replica.prefetch(call(1), 0, rows);
        assertThat(loss(1, other)).isEqualTo(expected).isNotEqualTo(loss(1, rows));
    }

    @Test
    void evaluation_whichUsesTheSameMemory_discardsPrefetchedRows() {
        replica.prefetch(call(1), 0, rows);
        replica.evaluate(rows.rows(), 5, weights);
        double before = loss(1, rows);
        assertThat(before).isEqualTo(loss(1, rows));
        replica.prefetch(call(1), 0, rows);
        changeRows();
        replica.evaluate(rows.rows(), 5, weights);
        assertThat(loss(1, rows)).isNotEqualTo(before);
    }

    @Test
    void rowsPrefetchedLaterForAnotherPlan_inTheSameMemory_discardThese() {
        double expected = loss(1, rows);
        replica.prefetch(call(1), 0, rows);
        replica.prefetch(call(2), 0, rows);
        assertThat(loss(1, rows)).isEqualTo(expected);
    }

    @Test
    void prefetchBeforeTheFirstRun_doesNothing() {
        try (Replica fresh = new Replica(spec())) {
            fresh.prefetch(call(1), 0, rows);
            assertThat(fresh.run(call(1), 0, rows, weights, VERSION, gradient).loss())
                    .isEqualTo(loss(1, rows));
        }
    }
}
