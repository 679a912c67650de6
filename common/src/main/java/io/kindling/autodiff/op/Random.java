package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.tensor.DType;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.ops.Draws;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Random tensors. Each element is a pure function of the key, its row and its position in the row: the same call gives the
 * same numbers, and a row gets the same numbers on every shard. Float32 and float64 draws agree.
 */
class Random extends Pooling {
    record Draw(
            Distribution distribution,
            RandomKey key,
            @Nullable Rows rows,
            Shape perRow,
            DType dtype) {
        Shape shape() {
            return rows == null ? perRow : perRow.prepend(rows.count());
        }

        Draw with(UnaryOperator<RandomKey> newKey, UnaryOperator<Rows> newRows) {
            return new Draw(distribution, newKey.apply(key), rows == null ? null : newRows.apply(rows), perRow, dtype);
        }
    }

    static final OpFamily FAMILY = new OpFamily("random");

    static final Op<Draw> RANDOM = FAMILY.<Draw>define(
                    "random",
                    (draw, in) -> new Op.Spec(draw.dtype(), draw.shape()),
                    (draw, in) -> draw.rows() == null
                            ? Draws.draw(draw.distribution(), draw.key(), draw.perRow(), draw.dtype())
                            : Draws.draw(draw.distribution(), draw.key(), draw.rows(), draw.perRow(), draw.dtype()))
            .rows((draw, in, out) -> draw.rows())
            .drawn(Draw::with)
            .notDifferentiable();

    Random() {}

    /** Uniform in [0, 1), for each row: (rows, perRow...). */
    public static Tensor uniform(RandomKey key, Rows rows, Shape perRow, DType dtype) {
        return draw(Distribution.UNIFORM, key, rows, perRow, dtype);
    }

    /** Uniform in [0, 1), without rows. */
    public static Tensor uniform(RandomKey key, Shape shape, DType dtype) {
        return draw(Distribution.UNIFORM, key, null, shape, dtype);
    }

    /** Standard normal, for each row: (rows, perRow...). */
    public static Tensor normal(RandomKey key, Rows rows, Shape perRow, DType dtype) {
        return draw(Distribution.NORMAL, key, rows, perRow, dtype);
    }

    /** Standard normal, without rows. */
    public static Tensor normal(RandomKey key, Shape shape, DType dtype) {
        return draw(Distribution.NORMAL, key, null, shape, dtype);
    }

    /** Standard normal truncated to [-2, 2], for each row: (rows, perRow...). */
    public static Tensor truncatedNormal(RandomKey key, Rows rows, Shape perRow, DType dtype) {
        return draw(Distribution.TRUNCATED_NORMAL, key, rows, perRow, dtype);
    }

    /** Standard normal truncated to [-2, 2], without rows. */
    public static Tensor truncatedNormal(RandomKey key, Shape shape, DType dtype) {
        return draw(Distribution.TRUNCATED_NORMAL, key, null, shape, dtype);
    }

    /** True with the given probability, for each row: (rows, perRow...). */
    public static Tensor bernoulli(RandomKey key, Rows rows, Shape perRow, double probability) {
        return Comparison.less(uniform(key, rows, perRow, DType.FLOAT64), checked(probability));
    }

    /** True with the given probability, without rows. */
    public static Tensor bernoulli(RandomKey key, Shape shape, double probability) {
        return Comparison.less(uniform(key, shape, DType.FLOAT64), checked(probability));
    }

    private static double checked(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("Invalid probability: " + probability + " (0 to 1)");
        }
        return probability;
    }

    private static Tensor draw(
            Distribution distribution, RandomKey key, @Nullable Rows rows, Shape perRow, DType dtype) {
        if (!dtype.isFloating()) {
            throw new TensorException("Cannot draw " + dtype + ": float32 or float64 is needed. Cast the result.");
        }
        return bind(RANDOM, new Draw(distribution, key, rows, perRow, dtype));
    }
}
