package io.kindling.autodiff.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.GradientTape;
import io.kindling.tensor.DType;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.ops.Draws;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Compares each fused operation with its composite. */
class CrossentropyTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private final Tensor logits = draw(1, 6, 4);
    private final Tensor targets = draw(2, 6, 4);

    private static Tensor draw(int key, int... dims) {
        return Draws.draw(Distribution.NORMAL, RandomKey.of(key), Shape.of(dims), DType.FLOAT64);
    }

    private static Tensor sparseComposite(Tensor labels, Tensor logits) {
        Tensor hot = Ops.oneHot(labels, logits.shape().dim(-1), DType.INT32);
        Tensor chosen = Ops.equal(hot, Tensor.scalar(DType.INT32, 1));
        return Ops.negate(Ops.sum(Ops.where(chosen, Ops.logSoftmax(logits), 0), -1));
    }

    private static Tensor denseComposite(Tensor targets, Tensor logits) {
        return Ops.negate(Ops.sum(Ops.multiply(targets, Ops.logSoftmax(logits)), -1));
    }

    private static Tensor sigmoidComposite(Tensor targets, Tensor logits) {
        return Ops.subtract(Ops.softplus(logits), Ops.multiply(logits, targets));
    }

    @Test
    void sparseCrossentropy_equalsItsComposite_forLabelsOfEveryIntegerType() {
        for (DType dtype : new DType[] {DType.INT32, DType.INT64, DType.UINT8}) {
            Tensor labels = Ops.cast(Tensor.of(new int[] {0, 3, 1, 1, 2, 0}, 6), dtype);
            same(z -> Ops.sparseSoftmaxCrossentropy(labels, z), z -> sparseComposite(labels, z), logits);
        }
    }

    @Test
    void denseCrossentropy_equalsItsComposite_byLogitsAndByTargets() {
        same(z -> Ops.softmaxCrossentropy(targets, z), z -> denseComposite(targets, z), logits);
        same(y -> Ops.softmaxCrossentropy(y, logits), y -> denseComposite(y, logits), targets);
    }

    @Test
    void sigmoidCrossentropy_equalsItsComposite_byLogitsAndByTargets() {
        same(z -> Ops.sigmoidCrossentropy(targets, z), z -> sigmoidComposite(targets, z), logits);
        same(y -> Ops.sigmoidCrossentropy(y, logits), y -> sigmoidComposite(y, logits), targets);
    }

    @Test
    void logSumExp_isTheLogarithmOfTheSum_andHandlesInfinities() {
        same(x -> Ops.logSumExp(x, 1), x -> Ops.log(Ops.sum(Ops.exp(x), 1)), logits);
        assertThat(Ops.logSumExp(Tensor.of(new double[] {-INFINITY, -INFINITY}, 2))
                        .item())
                .isEqualTo(-INFINITY);
        assertThat(Ops.logSumExp(Tensor.of(new double[] {INFINITY, 1}, 2)).item())
                .isEqualTo(INFINITY);
        assertThat(Ops.logSumExp(Tensor.of(new double[0], 0)).item()).isEqualTo(-INFINITY);
    }

    private static void same(UnaryOperator<Tensor> fused, UnaryOperator<Tensor> composite, Tensor x) {
        assertThat(fused.apply(x).doubles()).containsExactly(composite.apply(x).doubles(), within(1e-12));
        assertThat(gradient(fused, x).doubles())
                .containsExactly(gradient(composite, x).doubles(), within(1e-12));
    }

    /** Returns the gradient of the sum of squares, so that each row has a different weight. */
    private static Tensor gradient(UnaryOperator<Tensor> function, Tensor x) {
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(x);
            return tape.gradient(Ops.square(function.apply(x)), x);
        }
    }
}
