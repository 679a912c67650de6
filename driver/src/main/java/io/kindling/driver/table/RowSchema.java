package io.kindling.driver.table;

import io.kindling.program.DataSchema;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a table's rows.
 *
 * @param shape the shape of a row's features
 * @param labels meaning of the labels; null if there are none
 * @param weighted whether rows have weights
 */
record RowSchema(Shape shape, @Nullable Labels labels, boolean weighted) implements Serializable {
    /** The number of features per row. */
    int width() {
        return Math.toIntExact(shape.size());
    }

    /** Describes how many features a shape has. */
    static String numbers(Shape shape) {
        return shape.size() + (shape.rank() > 1 ? " for the shape " + shape : "");
    }

    DataSchema asData() {
        return new DataSchema(
                DType.FLOAT32,
                shape,
                labels == null ? DType.INT32 : labels.dtype(),
                labels == null ? DataSchema.NO_LABEL : Shape.SCALAR,
                labels == null ? 0 : labels.classes(),
                weighted);
    }
}
