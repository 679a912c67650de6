package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;
import static io.kindling.autodiff.internal.Op.None.NONE;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.Op.None;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.autodiff.internal.RowRules;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.ops.Arrange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Values without a gradient, or with a custom gradient instead of that of their computation. */
class GradientControl extends Functions {
    /** For each input, the function from the gradient by the value to the gradient by that input. */
    record Rules(List<UnaryOperator<Tensor>> byInput) {}

    static final OpFamily FAMILY = new OpFamily("gradient control");

    static final Op<None> STOP_GRADIENT = FAMILY.<None>define(
                    "stop_gradient", (none, in) -> Op.Spec.like(in.get(0)), (none, in) -> same(in.get(0)))
            .keepsRowsOfFirst()
            .rowAxis(RowRules::alignedFromStart)
            .linear()
            .sameElements()
            .notDifferentiable();

    /** The first input is the value, which gets no gradient; the others are the inputs that the rules apply to. */
    static final Op<Rules> CUSTOM_GRADIENT = FAMILY.<Rules>define(
                    "custom_gradient", (rules, in) -> Op.Spec.like(in.get(0)), (rules, in) -> same(in.get(0)))
            .keepsRowsOfFirst()
            .rowAxis(RowRules::alignedFromStart)
            .linear()
            .valueOfFirst()
            .sameElements()
            .derivativeOfEachFrom(1, (call, g, index) -> {
                Tensor gradient = call.attributes().byInput().get(index - 1).apply(g);
                Tensor input = call.input(index);
                if (!gradient.shape().equals(input.shape()) || gradient.dtype() != input.dtype()) {
                    throw new TensorException("Invalid custom gradient by input " + (index - 1) + ": "
                            + gradient.dtype() + " " + gradient.shape() + " (the input is " + input.dtype() + " "
                            + input.shape() + ")");
                }
                return gradient;
            });

    GradientControl() {}

    /** Returns x as a constant: no gradient flows to what it was computed from. */
    public static Tensor stopGradient(Tensor x) {
        return bind(STOP_GRADIENT, NONE, x);
    }

    /**
     * Returns the value of a function, with the gradient that the function specifies instead of that of its operations.
     * Throws if the function reads a trainable variable, because the variable's gradient would be lost silently; pass it as
     * an input.
     */
    public static Tensor customGradient(CustomFunction function, Tensor... inputs) {
        WithGradient result = Interpreter.forbidReads(() -> function.apply(List.of(inputs)));
        if (result.byInput().size() != inputs.length) {
            throw new IllegalArgumentException("Invalid custom gradient: "
                    + result.byInput().size() + " rules (one for each of " + inputs.length + " inputs)");
        }
        List<Tensor> all = new ArrayList<>();
        all.add(result.value());
        all.addAll(List.of(inputs));
        return bind(CUSTOM_GRADIENT, new Rules(result.byInput()), all);
    }

    /** Returns the same elements as a different tensor, so that tapes distinguish the two. */
    private static Tensor same(Tensor x) {
        return Arrange.reshape(x, x.shape());
    }
}
