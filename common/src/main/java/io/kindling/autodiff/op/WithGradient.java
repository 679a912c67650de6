package io.kindling.autodiff.op;

import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A value and, for each input, the function from the gradient by the value to the gradient by that input. Rules that are
 * written with operations are themselves differentiable.
 */
public record WithGradient(Tensor value, List<UnaryOperator<Tensor>> byInput) {
    public WithGradient {
        byInput = List.copyOf(byInput);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static WithGradient of(Tensor value, UnaryOperator<Tensor>... byInput) {
        return new WithGradient(value, List.of(byInput));
    }
}
