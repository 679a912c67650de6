package io.kindling.program;

import io.kindling.data.Batch;
import io.kindling.tensor.Tensor;

/**
 * Predicts values for rows without labels: (rows, ...), floating. For data with classes, (rows, classes): the probability of
 * each class. A row's values must not depend on the other rows.
 */
@FunctionalInterface
public interface PredictionFunction {
    Tensor predict(Batch batch);
}
