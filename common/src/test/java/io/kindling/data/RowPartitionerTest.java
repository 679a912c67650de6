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
        forAllSmallSizes(ownership -> {
            Set<Long> seen = new HashSet<>();
            for (int shard = 0; shard < ownership.shards(); shard++) {
                long[] rows = ownership.rows(shard);
                assertThat(rows).hasSize((int) ownership.count(shard)).isSorted();
                for (long row : rows) {
                    assertThat(seen.add(row)).as("row %s of %s", row, ownership).isTrue();
                    assertThat(ownership.shard(row)).as("%s", ownership).isEqualTo(shard);
                }
            }
            assertThat(seen).hasSize((int) ownership.rows());
        });
    }

    @Test
    void row_belongsToTheSlotRangeOfItsShard() {
        forAllSmallSizes(ownership -> {
            for (long row = 0; row < ownership.rows(); row++) {
                int slot = (int) (row % ownership.batchSize());
                int shard = ownership.shard(row);
                assertThat(slot)
                        .isGreaterThanOrEqualTo(ownership.batchSize() * shard / ownership.shards())
                        .isLessThan(ownership.batchSize() * (shard + 1) / ownership.shards());
            }
        });
    }

    @Test
    void shardRows_sumToTheBatchAndDrawEachRowOnce() {
        forAllSmallSizes(ownership -> {
            long drawn = 0;
            long[] drawnByShard = new long[ownership.shards()];
            for (long batch = 0; batch < ownership.batchesPerEpoch(); batch++) {
                int ofBatch = 0;
                for (int shard = 0; shard < ownership.shards(); shard++) {
                    assertThat(ownership.drawnBefore(batch, shard)).isEqualTo(drawnByShard[shard]);
                    int drawnRows = ownership.share(batch, shard);
                    assertThat(drawnRows).isNotNegative();
                    drawnByShard[shard] += drawnRows;
                    ofBatch += drawnRows;
                }
                assertThat(ofBatch).isEqualTo(ownership.batchRows(batch)).isPositive();
                drawn += ofBatch;
            }
            assertThat(drawn).isEqualTo(ownership.rows());
            for (int shard = 0; shard < ownership.shards(); shard++) {
                assertThat(drawnByShard[shard]).isEqualTo(ownership.count(shard));
            }
        });
    }

    @Test
    void unshuffledShards_haveTheRowsOfOneShardInTheSameBatch() {
        forAllSmallSizes(ownership -> {
            for (long batch = 0; batch < ownership.batchesPerEpoch(); batch++) {
                List<Long> rows = new ArrayList<>();
                for (int shard = 0; shard < ownership.shards(); shard++) {
                    long from = ownership.drawnBefore(batch, shard);
                    LongStream.of(ownership.rows(shard))
                            .skip(from)
                            .limit(ownership.share(batch, shard))
                            .forEach(rows::add);
                }
                long first = batch * ownership.batchSize();
                assertThat(rows)
                        .containsExactlyElementsOf(LongStream.range(first, first + ownership.batchRows(batch))
                                .boxed()
                                .toList());
            }
        });
    }

    @Test
    void classifierOfTheGuide_has782BatchesAndFourShardsOf16() {
        RowPartitioner ownership = new RowPartitioner(50_000, 64, 4);
        assertThat(ownership.batchesPerEpoch()).isEqualTo(782);
        assertThat(IntStream.range(0, 4).map(shard -> ownership.share(0, shard)))
                .containsExactly(16, 16, 16, 16);
        assertThat(ownership.batchRows(781)).isEqualTo(16);
        assertThat(IntStream.range(0, 4).map(shard -> ownership.share(781, shard)))
                .containsExactly(16, 0, 0, 0);
    }

    @Test
    void rowsBeyondTheRangeOfInt_areOwned() {
        RowPartitioner ownership = new RowPartitioner(5_000_000_003L, 1_000, 7);
        assertThat(ownership.batchesPerEpoch()).isEqualTo(5_000_001);
        assertThat(IntStream.range(0, 7).mapToLong(ownership::count).sum()).isEqualTo(5_000_000_003L);
        assertThat(ownership.shard(5_000_000_002L)).isEqualTo(0);
    }

    @Test
    void invalidSizes_areRejectedWithTheirValue() {
        assertThatThrownBy(() -> new RowPartitioner(10, 0, 1)).hasMessage("Invalid batch size: 0 (1 or more)");
        assertThatThrownBy(() -> new RowPartitioner(10, 1, 0)).hasMessage("Invalid shards: 0 (1 or more)");
        assertThatThrownBy(() -> new RowPartitioner(10, 4, 2).share(3, 0))
                .hasMessage("Invalid batch: 3 (an epoch has 3)");
        assertThatThrownBy(() -> new RowPartitioner(10, 4, 2).rows(2)).hasMessage("Invalid shard: 2 (0 to 1)");
    }
}
