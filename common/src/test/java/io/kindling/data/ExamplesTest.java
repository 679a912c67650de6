package io.kindling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    /** Row i has features (10 i, 10 i + 1), label i and weight i / 2. */
    private static Examples rows(int count) {
        float[][] features = new float[count][];
        int[] labels = new int[count];
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            features[i] = new float[] {10 * i, 10 * i + 1};
            labels[i] = i;
            weights[i] = i / 2f;
        }
        return Examples.of(features, labels).withWeights(weights);
    }

    @Test
    void select_keepsFeaturesLabelsWeightsAndIdsTogether() {
        Examples selected = rows(5).select(new int[] {3, 0});
        assertThat((float[]) selected.features().values()).containsExactly(30, 31, 0, 1);
        assertThat((int[]) selected.labels().orElseThrow().values()).containsExactly(3, 0);
        assertThat((float[]) selected.weights().orElseThrow().values()).containsExactly(1.5f, 0);
        assertThat(selected.rowIds()).containsExactly(3, 0);
    }

    @Test
    void takeAndSkip_keepTheIds() {
        assertThat(rows(5).take(2).rowIds()).containsExactly(0, 1);
        assertThat(rows(5).skip(2).rowIds()).containsExactly(2, 3, 4);
        assertThat(rows(5).take(9).count()).isEqualTo(5);
        assertThat(rows(5).skip(9).count()).isZero();
    }

    @Test
    void then_appendsRows() {
        ExampleSource joined = rows(3).concat(rows(2));
        assertThat(joined.count()).isEqualTo(5);
        Examples read = joined.read(new long[] {1, 2, 4});
        assertThat(read.rowIds()).containsExactly(1, 2, 4);
        Examples all = joined.readAll();
        assertThat(all.features().slice(3, 5).asFloats())
                .isEqualTo(rows(2).features().asFloats());
        assertThat(read.features().slice(2, 3).asFloats())
                .isEqualTo(rows(2).features().slice(1, 2).asFloats());
        assertThat(joined.readLabels(new long[] {4}).integer(0))
                .isEqualTo(rows(2).labels().orElseThrow().integer(1));
        assertThat(joined.slice(2, 4).readAll().features().asFloats())
                .isEqualTo(all.features().slice(2, 4).asFloats());
    }

    @Test
    void split_takesValidationFromTheEnd() {
        Split<Examples> split = rows(7).split(2);
        assertThat(split.training().rowIds()).containsExactly(0, 1, 2, 3, 4);
        assertThat(split.validation().rowIds()).containsExactly(5, 6);
        assertThatThrownBy(() -> rows(7).split(8))
                .hasMessage("Invalid validation: 8 rows (0 to 7, the number of rows)");
    }

    @Test
    void defaultValidation_isTenThousandOrASixth() {
        assertThat(Split.defaultValidation(60_000)).isEqualTo(10_000);
        assertThat(Split.defaultValidation(70_000)).isEqualTo(10_000);
        assertThat(Split.defaultValidation(6_000)).isEqualTo(1_000);
        assertThat(Split.defaultValidation(5)).isZero();
    }

    @Test
    void slicesOfASource_readRowsOfTheWholeSource() {
        ExampleSource source = new SourceSlice(rows(10), 2, 9);
        assertThat(source.count()).isEqualTo(7);
        assertThat(source.read(new long[] {0, 6}).rowIds()).containsExactly(2, 8);
        ExampleSource inner = source.skip(3).take(2);
        assertThat(inner.count()).isEqualTo(2);
        assertThat(inner.read(new long[] {0, 1}).rowIds()).containsExactly(5, 6);
        assertThat(Split.of(source, 2).validation().read(new long[] {0, 1}).rowIds())
                .containsExactly(7, 8);
        assertThat(inner.classes()).isEqualTo(7);
        assertThatThrownBy(() -> inner.requireLabelsBelow(6))
                .hasMessage("Invalid label in row 6: 6 (classes are 0 to 5)");
        assertThatThrownBy(() -> source.slice(0, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void columns_becomeTensorsOfTheirType() {
        assertThat(Column.of(new byte[] {(byte) 200, 1, 2, 3}, 2, 1).tensor().shape())
                .isEqualTo(Shape.of(2, 2, 1));
        List<Column> columns = List.of(
                Column.of(new byte[] {1, 2, 3}),
                Column.of(new int[] {1, 2, 3}),
                Column.of(new long[] {1, 2, 3}),
                Column.of(new float[] {1, 2, 3}),
                Column.of(new double[] {1, 2, 3}));
        for (Column column : columns) {
            Tensor tensor = column.tensor(new int[] {2, 0});
            assertThat(tensor.dtype()).isEqualTo(column.dtype());
            assertThat(tensor.doubles()).containsExactly(3, 1);
            assertThat(column.tensor(1, 1).shape()).isEqualTo(Shape.of(0));
            assertThat(column.tensor(1, 3).doubles()).containsExactly(2, 3);
            assertThat(Column.of(column.tensor()).values()).isEqualTo(column.values());
            assertThat(Column.concat(List.of(column, column.slice(0, 1)))
                            .tensor()
                            .doubles())
                    .containsExactly(1, 2, 3, 1);
        }
    }

    @Test
    void columns_rejectInvalidArrays() {
        assertThatThrownBy(() -> Column.of(new float[5], 2))
                .hasMessage("Invalid column: 5 values (not a multiple of the size of a row of shape (2,))");
        assertThatThrownBy(() -> Column.of(new float[][] {{1, 2}, {3}}))
                .isInstanceOf(DataException.class)
                .hasMessage("Invalid row 1: 1 values (row 0 has 2, all rows must have the same width)");
        assertThatThrownBy(() -> Column.wrap(Shape.SCALAR, 1, new boolean[1]))
                .hasMessage("Invalid array: boolean[] (one of byte[], int[], long[], float[], double[])");
        assertThatThrownBy(() -> Column.concat(List.of(Column.of(new float[1]), Column.of(new int[1]))))
                .hasMessage("Cannot join columns: rows are float32 () and int32 ().");
        assertThatThrownBy(() -> Examples.of(new float[3][2], new int[2]))
                .isInstanceOf(DataException.class)
                .hasMessage("Invalid labels: 2 (features have 3 rows)");
    }

    @Test
    void map_computesAllRowsInChunks() {
        int count = 2500;
        Column pixels = Column.of(new byte[count * 2], 2);
        ((byte[]) pixels.values())[4999] = (byte) 255;
        Examples mapped = Examples.of(pixels).map(x -> Ops.divide(Ops.cast(x, DType.FLOAT32), Tensor.scalar(255)));
        assertThat(mapped.features().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(mapped.count()).isEqualTo(count);
        assertThat(((float[]) mapped.features().values())[4999]).isEqualTo(1);
        assertThat(Examples.of(pixels)
                        .take(0)
                        .map(x -> Ops.cast(x, DType.FLOAT64))
                        .count())
                .isZero();
        assertThatThrownBy(() -> Examples.of(pixels).map(x -> Tensor.of(new float[3], 3)))
                .hasMessage("Invalid function: 3 rows from 1024 (the number of rows must not change)");
    }

    @Test
    void requireFinite_namesTheRowThatIsNotFinite() {
        rows(3).requireFinite();
        Examples broken = Examples.of(new float[][] {{1, 2}, {3, 4}, {5, Float.NaN}}, new int[3]);
        assertThatThrownBy(() -> broken.skip(1).requireFinite())
                .isInstanceOf(DataException.class)
                .hasMessage("Invalid features in row 2: NaN (numbers must be finite)");
        Examples weighted = rows(2).withWeights(new float[] {1, Float.NEGATIVE_INFINITY});
        assertThatThrownBy(weighted::requireFinite)
                .hasMessage("Invalid weight in row 1: -Infinity (numbers must be finite)");
        Examples doubles = Examples.of(Column.of(new double[][] {{1 / 0.0}}));
        assertThatThrownBy(doubles::requireFinite)
                .hasMessage("Invalid features in row 0: Infinity (numbers must be finite)");
    }

    @Test
    void requireLabelsBelow_namesTheLabelOutOfRange() {
        rows(10).requireLabelsBelow(10);
        assertThat(rows(10).classes()).isEqualTo(10);
        assertThatThrownBy(() -> rows(11).requireLabelsBelow(10))
                .isInstanceOf(DataException.class)
                .hasMessage("Invalid label in row 10: 10 (classes are 0 to 9)");
        Examples negative = Examples.of(new float[2][1], new int[] {0, -1});
        assertThatThrownBy(negative::classes).isInstanceOf(DataException.class).hasMessageContaining("row 1: -1");
        assertThatThrownBy(() -> Examples.of(new float[1][1], new float[1]).classes())
                .hasMessage("Cannot count classes: labels are float32 () per row, not one integer per row.");
    }

    @Test
    void batches_keepTheShortLastBatchAndTheRowIds() {
        List<Batch> batches = new ArrayList<>();
        rows(7).skip(1).batch(4).forEach(batches::add);
        assertThat(batches).extracting(Batch::count).containsExactly(4, 2);
        Batch last = batches.get(1);
        assertThat(last.features().floats()).containsExactly(50, 51, 60, 61);
        assertThat(last.labels().longs()).containsExactly(5, 6);
        assertThat(last.weights().orElseThrow().floats()).containsExactly(2.5f, 3);
        assertThat(last.features().rows().orElseThrow().id(1)).isEqualTo(6);
    }

    @Test
    void iterations_areEpochsOfAReproducibleSequence() {
        Batches batches = rows(20).shuffle(8, 42).batch(20);
        long[] first = batches.iterator().next().labels().longs();
        long[] second = batches.iterator().next().labels().longs();
        assertThat(second).isNotEqualTo(first);
        Batches again = rows(20).shuffle(8, 42).batch(20);
        assertThat(again.iterator().next().labels().longs()).isEqualTo(first);
        assertThat(again.iterator().next().labels().longs()).isEqualTo(second);
        assertThat(again.epoch(0).iterator().next().labels().longs()).isEqualTo(first);
    }

    @Test
    void mappedBatches_haveTheSameRows() {
        Batches doubled = rows(4).shuffle(Shuffle.FULL, 1)
                .batch(3)
                .map(batch -> batch.withFeatures(Ops.multiply(batch.features(), Tensor.scalar(2))));
        for (Batch batch : doubled) {
            for (int i = 0; i < batch.count(); i++) {
                assertThat(batch.features().floats()[2 * i])
                        .isEqualTo(20 * batch.labels().longs()[i]);
            }
        }
    }

    @Test
    void shards_drawEveryRowOncePerEpoch() {
        Examples all = rows(23);
        for (int shards : new int[] {1, 2, 3, 4, 5, 9}) {
            RowPartitioner partitioner = new RowPartitioner(23, 5, shards);
            List<ShardBatches> sources = IntStream.range(0, shards)
                    .mapToObj(
                            s -> new ShardBatches(all.read(partitioner.rows(s)), partitioner, s, Shuffle.buffer(8), 42))
                    .toList();
            for (long epoch = 0; epoch < 2; epoch++) {
                List<Long> drawn = new ArrayList<>();
                for (long batch = 0; batch < partitioner.batchesPerEpoch(); batch++) {
                    int before = drawn.size();
                    for (ShardBatches source : sources) {
                        for (long label : source.batch(epoch, batch).labels().longs()) {
                            drawn.add(label);
                        }
                    }
                    assertThat(drawn.size() - before).isEqualTo(partitioner.batchRows(batch));
                }
                assertThat(drawn).hasSize(23).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void oneShard_hasTheBatchesOfExamples() {
        Examples all = rows(23);
        ShardBatches shard = new ShardBatches(all, new RowPartitioner(23, 5, 1), 0, Shuffle.buffer(8), 42);
        Batches raw = all.shuffle(8, 42).batch(5);
        for (long epoch = 0; epoch < 2; epoch++) {
            long number = 0;
            for (Batch batch : raw) {
                assertThat(batch.labels().longs())
                        .isEqualTo(shard.batch(epoch, number++).labels().longs());
            }
            assertThat(number).isEqualTo(5);
        }
    }

    @Test
    void symbolicBatch_hasShapesButNoValues() {
        Batch batch = rows(3).take(0).symbolicBatch(64);
        assertThat(batch.count()).isEqualTo(64);
        assertThat(batch.features().shape()).isEqualTo(Shape.of(64, 2));
        assertThat(batch.labels().dtype()).isEqualTo(DType.INT32);
        assertThat(batch.features().isSymbolic()).isTrue();
    }

    @Test
    void labelsOfABatchWithoutLabels_throw() {
        Batch batch =
                Examples.of(Column.of(new float[2], 1)).batch(2).iterator().next();
        assertThat(batch.hasLabels()).isFalse();
        assertThatThrownBy(batch::labels).hasMessageStartingWith("Cannot read labels: these rows have none.");
    }
}
