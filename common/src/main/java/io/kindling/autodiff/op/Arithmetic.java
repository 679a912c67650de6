package io.kindling.autodiff.op;

import static io.kindling.autodiff.Interpreter.bind;
import static io.kindling.autodiff.Op.None.NONE;

import io.kindling.autodiff.Op;
import io.kindling.autodiff.Op.None;
import io.kindling.autodiff.OpFamily;
import io.kindling.tensor.Elementwise;
import io.kindling.tensor.Tensor;
import java.util.function.BinaryOperator;

/** Sums, products and their relatives, element by element, with NumPy's broadcasting; both sides of one type. */
public final class Arithmetic {
    static final OpFamily FAMILY = new OpFamily("arithmetic");

    static final Op<None> ADD = binary("add", "add", Elementwise::add)
            .derivatives(
                    (call, g) -> Shaping.sumTo(g, call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(g, call.input(1).shape()));

    static final Op<None> SUBTRACT = binary("subtract", "subtract", Elementwise::subtract)
            .derivatives(
                    (call, g) -> Shaping.sumTo(g, call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(negate(g), call.input(1).shape()));

    static final Op<None> MULTIPLY = binary("multiply", "multiply", Elementwise::multiply)
            .derivatives(
                    (call, g) -> Shaping.sumTo(multiply(g, call.input(1)), call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(multiply(g, call.input(0)), call.input(1).shape()));

    static final Op<None> DIVIDE = binary("divide", "divide", Elementwise::divide)
            .derivatives(
                    (call, g) -> Shaping.sumTo(divide(g, call.input(1)), call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(
                            negate(divide(multiply(g, call.output()), call.input(1))), call.input(1).shape()));

    /** At a tie the whole gradient goes to the first, as in TensorFlow. */
    static final Op<None> MAXIMUM = binary("maximum", "take the maximum of", Elementwise::maximum)
            .derivatives(
                    (call, g) -> Shaping.sumTo(
                            where(Comparison.greaterEqual(call.input(0), call.input(1)), g), call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(
                            where(Comparison.less(call.input(0), call.input(1)), g), call.input(1).shape()));

    /** At a tie the whole gradient goes to the first, as in TensorFlow. */
    static final Op<None> MINIMUM = binary("minimum", "take the minimum of", Elementwise::minimum)
            .derivatives(
                    (call, g) -> Shaping.sumTo(
                            where(Comparison.lessEqual(call.input(0), call.input(1)), g), call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(
                            where(Comparison.greater(call.input(0), call.input(1)), g), call.input(1).shape()));

    static final Op<None> NEGATE = FAMILY.<None>define(
                    "negate", (none, in) -> Op.Spec.like(in.get(0)), (none, in) -> Elementwise.negate(in.get(0)))
            .keepsRows()
            .derivatives((call, g) -> negate(g));

    private Arithmetic() {}

    public static Tensor add(Tensor a, Tensor b) {
        return bind(ADD, NONE, a, b);
    }

    public static Tensor add(Tensor a, double b) {
        return add(a, Tensor.scalar(a.dtype(), b));
    }

    public static Tensor subtract(Tensor a, Tensor b) {
        return bind(SUBTRACT, NONE, a, b);
    }

    public static Tensor subtract(Tensor a, double b) {
        return subtract(a, Tensor.scalar(a.dtype(), b));
    }

    public static Tensor subtract(double a, Tensor b) {
        return subtract(Tensor.scalar(b.dtype(), a), b);
    }

    public static Tensor multiply(Tensor a, Tensor b) {
        return bind(MULTIPLY, NONE, a, b);
    }

    public static Tensor multiply(Tensor a, double b) {
        return multiply(a, Tensor.scalar(a.dtype(), b));
    }

    /** Division by 0 gives infinity or NaN. */
    public static Tensor divide(Tensor a, Tensor b) {
        return bind(DIVIDE, NONE, a, b);
    }

    public static Tensor divide(Tensor a, double b) {
        return divide(a, Tensor.scalar(a.dtype(), b));
    }

    public static Tensor divide(double a, Tensor b) {
        return divide(Tensor.scalar(b.dtype(), a), b);
    }

    public static Tensor maximum(Tensor a, Tensor b) {
        return bind(MAXIMUM, NONE, a, b);
    }

    public static Tensor maximum(Tensor a, double b) {
        return maximum(a, Tensor.scalar(a.dtype(), b));
    }

    public static Tensor minimum(Tensor a, Tensor b) {
        return bind(MINIMUM, NONE, a, b);
    }

    public static Tensor minimum(Tensor a, double b) {
        return minimum(a, Tensor.scalar(a.dtype(), b));
    }

    public static Tensor negate(Tensor x) {
        return bind(NEGATE, NONE, x);
    }

    public static Tensor square(Tensor x) {
        return multiply(x, x);
    }

    public static Tensor onesLike(Tensor x) {
        return Tensor.ones(x.dtype(), x.shape());
    }

    public static Tensor zerosLike(Tensor x) {
        return Tensor.zeros(x.dtype(), x.shape());
    }

    /** g where the condition holds, else 0. */
    private static Tensor where(Tensor condition, Tensor g) {
        return multiply(g, Types.cast(condition, g.dtype()));
    }

    private static OpFamily.Definition<None> binary(String name, String verb, BinaryOperator<Tensor> kernel) {
        return FAMILY.<None>define(
                        name,
                        (none, in) -> Inputs.broadcast(verb, in),
                        (none, in) -> kernel.apply(in.get(0), in.get(1)))
                .keepsRows();
    }
}
