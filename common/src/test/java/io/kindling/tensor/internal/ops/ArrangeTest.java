package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorFixtures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrangeTest {
    @Test
    void transpose_movesEveryElement() {
        SplittableRandom random = TensorFixtures.random();
        for (DType dtype : DType.values()) {
            for (Shape shape : TensorFixtures.SHAPES) {
                List<Integer> axes =
                        new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
                Collections.shuffle(axes, new Random(shape.rank()));
                double[] x = TensorFixtures.tensor(dtype, shape, random).doubles();
                Tensor out = Arrange.transpose(tensor(dtype, shape, x), axes);
                Shape expectedShape = Shape.of(axes.stream().map(shape::dim).toList());
                double[] expected = TensorFixtures.expected(expectedShape, index -> {
                    int[] from = new int[index.length];
                    for (int i = 0; i < from.length; i++) {
                        from[axes.get(i)] = index[i];
                    }
                    return x[TensorFixtures.place(shape, from)];
                });
                assertThat(out.shape()).isEqualTo(expectedShape);
                assertThat(out.doubles()).as("%s %s by %s", dtype, shape, axes).containsExactly(expected);
            }
        }
    }

    @Test
    void broadcast_repeatsEveryElement() {
        SplittableRandom random = TensorFixtures.random();
        List<List<Shape>> pairs = List.of(
                List.of(Shape.SCALAR, Shape.of(3, 2)),
                List.of(Shape.of(1), Shape.of(70)),
                List.of(Shape.of(3), Shape.of(2, 3)),
                List.of(Shape.of(3, 1), Shape.of(3, 4)),
                List.of(Shape.of(2, 1, 3), Shape.of(5, 2, 4, 3)),
                List.of(Shape.of(1, 3), Shape.of(0, 3)),
                List.of(Shape.of(2, 3), Shape.of(2, 3)));
        for (DType dtype : DType.values()) {
            for (List<Shape> pair : pairs) {
                Tensor x = TensorFixtures.tensor(dtype, pair.get(0), random);
                double[] values = x.doubles();
                assertThat(Arrange.broadcast(x, pair.get(1)).doubles())
                        .as("%s %s", dtype, pair)
                        .containsExactly(TensorFixtures.expected(
                                pair.get(1), index -> TensorFixtures.at(values, pair.get(0), index)));
            }
        }
    }

    @Test
    void broadcast_keepsTheSignOfZero() {
        assertThat(Arrange.broadcast(Tensor.scalar(-0f), Shape.of(2)).floats()).containsExactly(-0f, -0f);
    }

    @Test
    void slice_extractsABox_andPadRestoresIt() {
        SplittableRandom random = TensorFixtures.random();
        for (DType dtype : DType.values()) {
            for (Shape shape : TensorFixtures.SHAPES) {
                int[] begin = new int[shape.rank()];
                int[] size = new int[shape.rank()];
                for (int axis = 0; axis < begin.length; axis++) {
                    begin[axis] = random.nextInt(shape.dim(axis) + 1);
                    size[axis] = random.nextInt(shape.dim(axis) - begin[axis] + 1);
                }
                double[] x = TensorFixtures.tensor(dtype, shape, random).doubles();
                Tensor box = Arrange.slice(tensor(dtype, shape, x), Shape.of(begin), Shape.of(size));
                assertThat(box.doubles()).containsExactly(TensorFixtures.expected(Shape.of(size), index -> {
                    int[] from = index.clone();
                    Arrays.setAll(from, axis -> index[axis] + begin[axis]);
                    return x[TensorFixtures.place(shape, from)];
                }));
                double[] padded = TensorFixtures.expected(shape, index -> {
                    boolean inside = IntStream.range(0, index.length)
                            .allMatch(a -> index[a] >= begin[a] && index[a] < begin[a] + size[a]);
                    return inside ? x[TensorFixtures.place(shape, index)] : 1;
                });
                assertThat(Arrange.pad(box, Shape.of(begin), shape, 1).doubles())
                        .as("%s %s in %s", dtype, box.shape(), shape)
                        .containsExactly(padded);
            }
        }
    }

    @Test
    void concat_joinsPartsAlongEveryAxis_includingEmptyOnes() {
        SplittableRandom random = TensorFixtures.random();
        for (DType dtype : DType.values()) {
            for (int axis = 0; axis < 3; axis++) {
                List<Tensor> parts = new ArrayList<>();
                Shape shape = Shape.of(3, 2, 4);
                for (int size : new int[] {2, 0, 1, 3}) {
                    parts.add(TensorFixtures.tensor(dtype, shape.with(axis, size), random));
                }
                Tensor out = Arrange.concat(parts, axis, shape.with(axis, 6));
                int at = 0;
                for (Tensor part : parts) {
                    int[] begin = new int[3];
                    begin[axis] = at;
                    assertThat(Arrange.slice(out, Shape.of(begin), part.shape()).doubles())
                            .as("%s axis %d from %d", dtype, axis, at)
                            .containsExactly(part.doubles());
                    at += part.shape().dim(axis);
                }
            }
        }
    }

    private static Tensor tensor(DType dtype, Shape shape, double[] values) {
        return Elementwise.cast(Tensor.of(values, shape.dims()), dtype);
    }
}
