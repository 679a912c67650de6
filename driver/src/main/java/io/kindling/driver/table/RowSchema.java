package io.kindling.driver.table;

import io.kindling.program.DataSchema;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a table's rows.
 *
 * @param width number of features per row
 * @param labels meaning of the labels; null if there are none
 * @param weighted whether rows have weights
 */
record RowSchema(int width, @Nullable Labels labels, boolean weighted) implements Serializable {
    DataSchema asData() {
        return new DataSchema(
                DType.FLOAT32,
                Shape.of(width),
                labels == null ? DType.INT32 : labels.dtype(),
                Shape.SCALAR,
                labels == null ? 0 : labels.classes(),
                weighted);
    }
}
