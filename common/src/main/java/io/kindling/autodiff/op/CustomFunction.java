package io.kindling.autodiff.op;

import io.kindling.tensor.Tensor;
import java.util.List;

/** A function with a custom gradient: maps inputs to a value and one gradient rule per input. */
@FunctionalInterface
public interface CustomFunction {
    WithGradient apply(List<Tensor> inputs);
}
