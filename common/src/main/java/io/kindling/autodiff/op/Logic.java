package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;
import static io.kindling.autodiff.internal.Op.None.NONE;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.Op.None;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.Elementwise;
import io.kindling.tensor.internal.ops.Select;
import java.util.List;
import java.util.function.BinaryOperator;

/** Boolean operations, and selection between two values by a condition; all inputs broadcast as in NumPy. */
@SuppressWarnings("ClassInitializationDeadlock") // derivatives are lambdas, which run later
class Logic extends Linear {
    static final OpFamily FAMILY = new OpFamily("logic");

    static final Op<None> AND = logical("and", Elementwise::and, Pointwise.MINIMUM);
    static final Op<None> OR = logical("or", Elementwise::or, Pointwise.MAXIMUM);

    static final Op<None> WHERE = FAMILY.<None>define(
                    "where",
                    (none, in) -> choice(in),
                    (none, in) -> Select.where(
                            in.get(0), in.get(1), in.get(2), choice(in).shape()))
            .keepsRows()
            .linear((none, index) -> index > 0)
            .pointwise(none -> Pointwise.WHERE)
            .derivatives(
                    null,
                    (call, g) -> Shaping.sumTo(
                            where(call.input(0), g, 0), call.input(1).shape()),
                    (call, g) -> Shaping.sumTo(
                            where(call.input(0), 0, g), call.input(2).shape()));

    Logic() {}

    public static Tensor and(Tensor a, Tensor b) {
        return bind(AND, NONE, a, b);
    }

    public static Tensor or(Tensor a, Tensor b) {
        return bind(OR, NONE, a, b);
    }

    public static Tensor not(Tensor x) {
        Inputs.bool("negate", x);
        return Comparison.equal(x, Tensor.scalar(DType.BOOL, 0));
    }

    /**
     * Returns a where the condition is true, else b. An infinity or NaN that is not selected affects neither the value nor
     * the gradient.
     */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return bind(WHERE, NONE, condition, a, b);
    }

    public static Tensor where(Tensor condition, Tensor a, double b) {
        return where(condition, a, Tensor.scalar(a.dtype(), b));
    }

    public static Tensor where(Tensor condition, double a, Tensor b) {
        return where(condition, Tensor.scalar(b.dtype(), a), b);
    }

    private static Op.Spec choice(List<Tensor> in) {
        Inputs.bool("choose by", in.get(0));
        Op.Spec values = Inputs.broadcast("choose between", in.subList(1, 3));
        try {
            return new Op.Spec(values.dtype(), Shape.broadcast(in.get(0).shape(), values.shape()));
        } catch (TensorException e) {
            throw new TensorException("Cannot choose between " + in.get(1).shape() + " and "
                    + in.get(2).shape() + " by a condition of " + in.get(0).shape() + ": they do not broadcast.");
        }
    }

    private static Op<None> logical(String name, BinaryOperator<Tensor> kernel, Pointwise function) {
        return FAMILY.<None>define(
                        name,
                        (none, in) -> {
                            in.forEach(input -> Inputs.bool("take '" + name + "' of", input));
                            return Inputs.broadcast("take '" + name + "' of", in);
                        },
                        (none, in) -> kernel.apply(in.get(0), in.get(1)))
                .keepsRows()
                .pointwise(none -> function)
                .notDifferentiable();
    }
}
