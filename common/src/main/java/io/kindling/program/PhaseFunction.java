package io.kindling.program;

import io.kindling.data.Batch;
import io.kindling.nn.LossTerms;

/**
 * Computes the loss of a batch. It must be a pure function: the same weights, batch and step give the same result on each
 * machine and in each run. It is also evaluated with shapes only, so it must not read values.
 */
@FunctionalInterface
public interface PhaseFunction {
    LossTerms loss(Step step, Batch batch);
}
