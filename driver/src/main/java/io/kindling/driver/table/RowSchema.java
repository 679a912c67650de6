package io.kindling.driver.table;

import io.kindling.program.DataSchema;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a table's rows come to.
 *
 * @param width the numbers of a row's features
 * @param labels what labels stand for; null where there are none
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
