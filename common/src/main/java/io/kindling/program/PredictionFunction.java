package io.kindling.program;

import io.kindling.data.Batch;
import io.kindling.tensor.Tensor;

/**
 * What a program says of rows it has no labels for: (rows, ...), floating. For data with classes, (rows, classes): the
 * probability of each. A row's values must not depend on the others.
 */
@FunctionalInterface
public interface PredictionFunction {
    Tensor predict(Batch batch);
}
