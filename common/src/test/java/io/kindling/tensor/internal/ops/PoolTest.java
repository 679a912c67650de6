package io.kindling.tensor.internal.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorFixtures;
import io.kindling.tensor.internal.kernel.PoolingSizes;
import io.kindling.tensor.internal.kernel.PoolingSizes.Kind;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.loop.DirectPooling;
import io.kindling.tensor.internal.natives.OneDnn;
import io.kindling.tensor.internal.onednn.OneDnnPooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolTest {
    private static final int TRIALS = 100;

    private final SplittableRandom random = TensorFixtures.random();

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pooling_equalsNaiveLoops_evenWithTies(Kind kind) {
        for (int trial = 0; trial < TRIALS; trial++) {
            PoolingSizes sizes = new PoolingSizes(
                    kind, random.nextInt(1, 4), new Window(anyAxis(), anyAxis()), random.nextInt(1, 40));
            for (DType dtype : TensorFixtures.FLOATING) {
                Tensor first = integers(kind == Kind.AVERAGE_GRADIENT ? sizes.output() : sizes.images(), dtype);
                Tensor second = integers(kind == Kind.MAX_GRADIENT ? sizes.output() : sizes.images(), dtype);
                Tensor pooled = pool(sizes, first, second);
                assertThat(pooled.shape()).as("%s", sizes).isEqualTo(sizes.result());
                assertThat(pooled.doubles())
                        .as("%s of %s", sizes, dtype)
                        .containsExactly(
                                naive(sizes, first.doubles(), second.doubles()),
                                within(dtype == DType.FLOAT32 ? 1e-5 : 1e-13));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "PICK", mode = EnumSource.Mode.EXCLUDE)
    void everyKernel_givesTheSameResult(Kind kind) {
        assumeTrue(OneDnn.isUsable());
        for (int trial = 0; trial < TRIALS; trial++) {
            PoolingSizes sizes = new PoolingSizes(
                    kind, random.nextInt(1, 4), new Window(anyAxis(), anyAxis()), random.nextInt(1, 40));
            if (!OneDnnPooling.supports(sizes)) {
                continue;
            }
            Tensor first = integers(kind == Kind.AVERAGE_GRADIENT ? sizes.output() : sizes.images(), DType.FLOAT32);
            Tensor second = integers(kind == Kind.MAX_GRADIENT ? sizes.output() : sizes.images(), DType.FLOAT32);
            assertThat(TensorFixtures.run(new OneDnnPooling(sizes), sizes.result(), first, second)
                            .floats())
                    .as("%s", sizes)
                    .containsExactly(
                            TensorFixtures.run(new DirectPooling(sizes), sizes.result(), first, second)
                                    .floats(),
                            within(1e-5f));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void row_hasTheSameBitsInEveryBatch(Kind kind) {
        Window.Axis axis = Window.Axis.same(9, 3, 2, 1);
        for (int channels : new int[] {1, 5, 32}) {
            PoolingSizes sizes = new PoolingSizes(kind, 20, new Window(axis, axis), channels);
            Tensor first = any(kind == Kind.AVERAGE_GRADIENT ? sizes.output() : sizes.images());
            Tensor second = any(kind == Kind.MAX_GRADIENT ? sizes.output() : sizes.images());
            float[] expected = pool(sizes, first, second).floats();
            int row = expected.length / 20;
            for (int count : new int[] {1, 2, 7, 16, 19}) {
                PoolingSizes some = new PoolingSizes(kind, count, sizes.window(), channels);
                assertThat(pool(some, rows(first, count), rows(second, count)).floats())
                        .isEqualTo(Arrays.copyOfRange(expected, row, (count + 1) * row));
            }
        }
    }

    @Test
    void emptyBatch_givesAnEmptyResult() {
        Window.Axis axis = Window.Axis.valid(4, 2, 2, 1);
        Tensor images = Tensor.zeros(0, 4, 4, 3);
        assertThat(Pool.max(images, new Window(axis, axis)).shape()).isEqualTo(Shape.of(0, 2, 2, 3));
    }

    private static Tensor pool(PoolingSizes sizes, Tensor first, Tensor second) {
        return switch (sizes.kind()) {
            case MAX -> Pool.max(first, sizes.window());
            case MAX_GRADIENT -> Pool.maxGradient(first, second, sizes.window());
            case PICK -> Pool.pick(first, second, sizes.window());
            case AVERAGE -> Pool.average(first, sizes.window());
            case AVERAGE_GRADIENT -> Pool.averageGradient(first, sizes.window());
        };
    }

    private static double[] naive(PoolingSizes sizes, double[] first, double[] second) {
        double[] result = new double[(int) sizes.result().size()];
        Window window = sizes.window();
        TensorFixtures.forEachIndex(sizes.output(), place -> {
            int at = TensorFixtures.place(sizes.output(), place);
            List<Integer> under = new ArrayList<>();
            TensorFixtures.forEachIndex(
                    Shape.of(window.height().size(), window.width().size()), element -> {
                        int y = place[1] * window.height().stride()
                                + element[0]
                                - window.height().before();
                        int x = place[2] * window.width().stride()
                                + element[1]
                                - window.width().before();
                        if (y >= 0
                                && y < window.height().input()
                                && x >= 0
                                && x < window.width().input()) {
                            under.add(TensorFixtures.place(sizes.images(), place[0], y, x, place[3]));
                        }
                    });
            int maximum = sizes.kind() == Kind.AVERAGE_GRADIENT
                    ? 0
                    : under.stream()
                            .reduce((a, b) -> first[b] > first[a] ? b : a)
                            .orElseThrow();
            switch (sizes.kind()) {
                case MAX -> result[at] = first[maximum];
                case MAX_GRADIENT -> result[maximum] += second[at];
                case PICK -> result[at] = second[maximum];
                case AVERAGE ->
                    result[at] =
                            under.stream().mapToDouble(i -> first[i]).average().orElseThrow();
                case AVERAGE_GRADIENT -> under.forEach(i -> result[i] += first[at] / under.size());
            }
        });
        return result;
    }

    private Window.Axis anyAxis() {
        int size = random.nextInt(1, 5);
        int stride = random.nextInt(1, 4);
        int input = random.nextInt(1, 12);
        return random.nextBoolean() || input < size
                ? Window.Axis.same(input, size, stride, 1)
                : Window.Axis.valid(input, size, stride, 1);
    }

    /** Integers, so that ties occur. */
    private Tensor integers(Shape shape, DType dtype) {
        return Elementwise.cast(TensorFixtures.tensor(DType.INT32, shape, random), dtype);
    }

    private Tensor any(Shape shape) {
        return TensorFixtures.tensor(DType.FLOAT32, shape, random);
    }

    /** Returns rows 1 to {@code count}. */
    private static Tensor rows(Tensor x, int count) {
        int row = (int) x.shape().dropFirst(1).size();
        return Tensor.of(
                Arrays.copyOfRange(x.floats(), row, (count + 1) * row),
                x.shape().with(0, count).dims());
    }
}
