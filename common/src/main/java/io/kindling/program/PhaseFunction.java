package io.kindling.program;

import io.kindling.data.Batch;
import io.kindling.nn.loss.LossTerms;

/**
 * What a phase computes: the loss of a batch. Pure: the same weights, batch and step give the same result, wherever and
 * however often it is run. It is also evaluated for shapes alone, so it must not read values.
 */
@FunctionalInterface
public interface PhaseFunction {
    LossTerms loss(Step step, Batch batch);
}
