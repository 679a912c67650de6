package io.kindling.program;

import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;

/**
 * Generates values, such as images, from random numbers alone: (rows, ...), floating. It draws random numbers for each row, as
 * in {@code step.normal(rows, 128)}, so that a row does not depend on the other rows of its batch.
 */
@FunctionalInterface
public interface GenerationFunction {
    Tensor generate(Step step, Rows rows);
}
