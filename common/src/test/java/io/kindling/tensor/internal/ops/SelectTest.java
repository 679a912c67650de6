package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorFixtures;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SelectTest {
    @Test
    void where_selectsByTheCondition_broadcastingAllThree() {
        SplittableRandom random = TensorFixtures.random();
        List<List<Shape>> triples = List.of(
                List.of(Shape.of(3, 5), Shape.of(3, 5), Shape.of(3, 5)),
                List.of(Shape.of(3, 5), Shape.of(3, 5), Shape.SCALAR),
                List.of(Shape.of(3, 1), Shape.of(5), Shape.of(2, 3, 5)),
                List.of(Shape.SCALAR, Shape.of(4), Shape.of(4)),
                List.of(Shape.SCALAR, Shape.SCALAR, Shape.SCALAR),
                List.of(Shape.of(0, 2), Shape.of(2), Shape.of(1, 1)));
        for (DType dtype : DType.values()) {
            for (List<Shape> triple : triples) {
                Tensor c = TensorFixtures.tensor(DType.BOOL, triple.get(0), random);
                Tensor a = TensorFixtures.tensor(dtype, triple.get(1), random);
                Tensor b = TensorFixtures.tensor(dtype, triple.get(2), random);
                Shape shape = Shape.broadcast(c.shape(), Shape.broadcast(a.shape(), b.shape()));
                double[] flags = c.doubles();
                double[] yes = a.doubles();
                double[] no = b.doubles();
                assertThat(Select.where(c, a, b, shape).doubles())
                        .as("%s %s", dtype, triple)
                        .containsExactly(TensorFixtures.expected(
                                shape,
                                index -> TensorFixtures.at(flags, c.shape(), index) != 0
                                        ? TensorFixtures.at(yes, a.shape(), index)
                                        : TensorFixtures.at(no, b.shape(), index)));
            }
        }
    }

    @Test
    void oneHot_isOneAtTheIndex_andAllZeroOutOfRange() {
        for (DType dtype : DType.values()) {
            Tensor hot = Select.oneHot(Tensor.of(new long[] {1, -1, 3, 0}, 2, 2), 3, dtype);
            assertThat(hot.shape()).isEqualTo(Shape.of(2, 2, 3));
            assertThat(hot.dtype()).isEqualTo(dtype);
            assertThat(hot.doubles()).containsExactly(0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0);
        }
    }

    @Test
    void gatherAndScatterAdd_equalNaiveLoops_alongEveryAxis() {
        SplittableRandom random = TensorFixtures.random();
        Shape shape = Shape.of(3, 4, 5);
        for (DType dtype : TensorFixtures.FLOATING) {
            for (int axis = 0; axis < 3; axis++) {
                int along = axis;
                int count = shape.dim(axis);
                Tensor indices = Tensor.of(random.ints(6, 0, count).toArray(), 6);
                long[] at = indices.longs();
                Tensor x = TensorFixtures.tensor(dtype, shape, random);
                double[] values = x.doubles();
                Shape picked = shape.with(axis, 6);
                Tensor gathered = Select.gather(x, indices, axis, picked);
                assertThat(gathered.doubles()).containsExactly(TensorFixtures.expected(picked, index -> {
                    int[] from = index.clone();
                    from[along] = (int) at[index[along]];
                    return values[TensorFixtures.place(shape, from)];
                }));
                double[] sums = new double[60];
                double[] parts = gathered.doubles();
                TensorFixtures.forEachIndex(picked, index -> {
                    int[] to = index.clone();
                    to[along] = (int) at[index[along]];
                    sums[TensorFixtures.place(shape, to)] += parts[TensorFixtures.place(picked, index)];
                });
                assertThat(Select.scatterAdd(gathered, indices, axis, shape).doubles())
                        .containsExactly(sums, within(1e-5));
            }
        }
    }

    @Test
    void gather_acceptsIndicesOfAnyRank_andNone() {
        Tensor x = Tensor.of(new int[] {10, 11, 12, 13}, 4);
        assertThat(Select.gather(x, Tensor.of(new long[] {3, 0, 0, 1}, 2, 2), 0, Shape.of(2, 2))
                        .longs())
                .containsExactly(13, 10, 10, 11);
        assertThat(Select.gather(x, Tensor.scalar(DType.INT32, 2), 0, Shape.SCALAR)
                        .longs())
                .containsExactly(12);
        assertThat(Select.gather(x, Tensor.of(new int[0], 0), 0, Shape.of(0)).longs())
                .isEmpty();
    }

    @Test
    void gather_reportsAnIndexOutOfRange() {
        Tensor x = Tensor.of(new int[4], 4);
        assertThatThrownBy(() -> Select.gather(x, Tensor.of(new int[] {4}, 1), 0, Shape.of(1)))
                .hasMessage("Invalid index: 4 (axis 0 of (4,) has 4 elements, counted from 0)");
    }
}
