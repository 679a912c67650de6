package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;
import static io.kindling.autodiff.internal.Op.None.NONE;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.Op.None;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.Elementwise;
import java.util.function.BinaryOperator;

/** Elementwise comparisons with NumPy's broadcasting; the output is bool and has no gradient. */
class Comparison extends Arithmetic {
    static final OpFamily FAMILY = new OpFamily("comparison");

    static final Op<None> EQUAL = comparison("equal", Elementwise::equal, Pointwise.EQUAL);
    static final Op<None> GREATER = comparison("greater", Elementwise::greater, Pointwise.GREATER);
    static final Op<None> GREATER_EQUAL =
            comparison("greater_equal", Elementwise::greaterEqual, Pointwise.GREATER_EQUAL);

    Comparison() {}

    public static Tensor equal(Tensor a, Tensor b) {
        return bind(EQUAL, NONE, a, b);
    }

    /** True if an operand is NaN, which equals nothing. */
    public static Tensor notEqual(Tensor a, Tensor b) {
        return Logic.not(equal(a, b));
    }

    public static Tensor greater(Tensor a, Tensor b) {
        return bind(GREATER, NONE, a, b);
    }

    public static Tensor greater(Tensor a, double b) {
        return greater(a, Tensor.scalar(a.dtype(), b));
    }

    public static Tensor greaterEqual(Tensor a, Tensor b) {
        return bind(GREATER_EQUAL, NONE, a, b);
    }

    public static Tensor less(Tensor a, Tensor b) {
        return greater(b, a);
    }

    public static Tensor lessEqual(Tensor a, Tensor b) {
        return greaterEqual(b, a);
    }

    public static Tensor less(Tensor a, double b) {
        return less(a, Tensor.scalar(a.dtype(), b));
    }

    private static Op<None> comparison(String name, BinaryOperator<Tensor> kernel, Pointwise function) {
        return FAMILY.<None>define(
                        name,
                        (none, in) -> new Op.Spec(
                                DType.BOOL, Inputs.broadcast("compare", in).shape()),
                        (none, in) -> kernel.apply(in.get(0), in.get(1)))
                .keepsRows()
                .pointwise(none -> function)
                .notDifferentiable();
    }
}
