package io.kindling.program;

import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;

/**
 * What a program makes from nothing but random numbers, such as images: (rows, ...), floating. It draws for the rows, as in
 * {@code step.normal(rows, 128)}, so that a row is the same whatever others are made with it.
 */
@FunctionalInterface
public interface GenerationFunction {
    Tensor generate(Step step, Rows rows);
}
