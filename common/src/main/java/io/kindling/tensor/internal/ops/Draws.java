package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.loop.Loops;

/**
 * Random tensors without a stateful generator: each element depends only on the key, its row and its index in the row.
 */
public final class Draws {
    private Draws() {}

    /** Draws elements for each row: (rows, perRow...). The numbers of a row do not depend on the other rows. */
    public static Tensor draw(Distribution distribution, RandomKey key, Rows rows, Shape perRow, DType dtype) {
        int count = Math.toIntExact(perRow.size());
        double[] values = new double[Math.multiplyExact(rows.count(), count)];
        for (int row = 0; row < rows.count(); row++) {
            distribution.fill(new Distribution.Stream(key, rows.id(row)), values, row * count, count);
        }
        return rounded(distribution, dtype, perRow.prepend(rows.count()), values);
    }

    /** Draws elements that belong to no row. */
    public static Tensor draw(Distribution distribution, RandomKey key, Shape shape, DType dtype) {
        return rounded(distribution, dtype, shape, draw(distribution, key, Math.toIntExact(shape.size())));
    }

    /** Draws {@code count} numbers. A smaller count gives a prefix of the same numbers. */
    public static double[] draw(Distribution distribution, RandomKey key, int count) {
        double[] values = new double[count];
        distribution.fill(new Distribution.Stream(key, 0), values, 0, count);
        return values;
    }

    private static Tensor rounded(Distribution distribution, DType dtype, Shape shape, double[] values) {
        if (distribution == Distribution.UNIFORM && dtype == DType.FLOAT32) {
            for (int i = 0; i < values.length; i++) {
                // Rounding to nearest could give 1.
                values[i] = Math.floor(values[i] * 0x1p24) * 0x1p-24;
            }
        }
        return Loops.tensor(dtype, shape, values);
    }
}
