package io.kindling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowPartitionerTest {
    private static void forAllSmallSizes(Consumer<RowPartitioner> claim) {
        for (int rows = 0; rows <= 21; rows++) {
            for (int batchSize = 1; batchSize <= 9; batchSize++) {
                for (int shards = 1; shards <= 12; shards++) {
                    claim.accept(new RowPartitioner(rows, batchSize, shards));
                }
            }
        }
    }

    @Test
    void everyRow_isOwnedByExactlyOneShard() {
        forAllSmallSizes(partitioner -> {
            Set<Long> seen = new HashSet<>();
            for (int shard = 0; shard < partitioner.shards(); shard++) {
                long[] rows = partitioner.rows(shard);
                assertThat(rows).hasSize((int) partitioner.count(shard)).isSorted();
                for (long row : rows) {
                    assertThat(seen.add(row))
                            .as("row %s of %s", row, partitioner)
                            .isTrue();
                    assertThat(partitioner.shard(row)).as("%s", partitioner).isEqualTo(shard);
                }
            }
            assertThat(seen).hasSize((int) partitioner.rows());
        });
    }

    @Test
    void row_belongsToTheSlotRangeOfItsShard() {
        forAllSmallSizes(partitioner -> {
            for (long row = 0; row < partitioner.rows(); row++) {
                int slot = (int) (row % partitioner.batchSize());
                int shard = partitioner.shard(row);
                assertThat(slot)
                        .isGreaterThanOrEqualTo(partitioner.batchSize() * shard / partitioner.shards())
                        .isLessThan(partitioner.batchSize() * (shard + 1) / partitioner.shards());
            }
        });
    }

    @Test
    void shardRows_sumToTheBatchAndDrawEachRowOnce() {
        forAllSmallSizes(partitioner -> {
            long drawn = 0;
            long[] drawnByShard = new long[partitioner.shards()];
            for (long batch = 0; batch < partitioner.batchesPerEpoch(); batch++) {
                int ofBatch = 0;
                for (int shard = 0; shard < partitioner.shards(); shard++) {
                    assertThat(partitioner.drawnBefore(batch, shard)).isEqualTo(drawnByShard[shard]);
                    int drawnRows = partitioner.rowsInBatch(batch, shard);
                    assertThat(drawnRows).isNotNegative();
                    drawnByShard[shard] += drawnRows;
                    ofBatch += drawnRows;
                }
                assertThat(ofBatch).isEqualTo(partitioner.batchRows(batch)).isPositive();
                drawn += ofBatch;
            }
            assertThat(drawn).isEqualTo(partitioner.rows());
            for (int shard = 0; shard < partitioner.shards(); shard++) {
                assertThat(drawnByShard[shard]).isEqualTo(partitioner.count(shard));
            }
        });
    }

    @Test
    void unshuffledShards_haveTheRowsOfOneShardInTheSameBatch() {
        forAllSmallSizes(partitioner -> {
            for (long batch = 0; batch < partitioner.batchesPerEpoch(); batch++) {
                List<Long> rows = new ArrayList<>();
                for (int shard = 0; shard < partitioner.shards(); shard++) {
                    long from = partitioner.drawnBefore(batch, shard);
                    LongStream.of(partitioner.rows(shard))
                            .skip(from)
                            .limit(partitioner.rowsInBatch(batch, shard))
                            .forEach(rows::add);
                }
                long first = batch * partitioner.batchSize();
                assertThat(rows)
                        .containsExactlyElementsOf(LongStream.range(first, first + partitioner.batchRows(batch))
                                .boxed()
                                .toList());
            }
        });
    }

    @Test
    void classifierOfTheGuide_has782BatchesAndFourShardsOf16() {
        RowPartitioner partitioner = new RowPartitioner(50_000, 64, 4);
        assertThat(partitioner.batchesPerEpoch()).isEqualTo(782);
        assertThat(IntStream.range(0, 4).map(shard -> partitioner.rowsInBatch(0, shard)))
                .containsExactly(16, 16, 16, 16);
        assertThat(partitioner.batchRows(781)).isEqualTo(16);
        assertThat(IntStream.range(0, 4).map(shard -> partitioner.rowsInBatch(781, shard)))
                .containsExactly(16, 0, 0, 0);
    }

    @Test
    void rowsBeyondTheRangeOfInt_areOwned() {
        RowPartitioner partitioner = new RowPartitioner(5_000_000_003L, 1_000, 7);
        assertThat(partitioner.batchesPerEpoch()).isEqualTo(5_000_001);
        assertThat(IntStream.range(0, 7).mapToLong(partitioner::count).sum()).isEqualTo(5_000_000_003L);
        assertThat(partitioner.shard(5_000_000_002L)).isEqualTo(0);
    }

    @Test
    void invalidSizes_areRejectedWithTheirValue() {
        assertThatThrownBy(() -> new RowPartitioner(10, 0, 1)).hasMessage("Invalid batch size: 0 (1 or more)");
        assertThatThrownBy(() -> new RowPartitioner(10, 1, 0)).hasMessage("Invalid shards: 0 (1 or more)");
        assertThatThrownBy(() -> new RowPartitioner(10, 4, 2).rowsInBatch(3, 0))
                .hasMessage("Invalid batch: 3 (an epoch has 3)");
        assertThatThrownBy(() -> new RowPartitioner(10, 4, 2).rows(2)).hasMessage("Invalid shard: 2 (0 to 1)");
    }
}
