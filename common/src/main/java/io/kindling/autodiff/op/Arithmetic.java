package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;
import static io.kindling.autodiff.internal.Op.None.NONE;
import static io.kindling.autodiff.op.Logic.where;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.Op.None;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.Elementwise;
import java.util.function.BinaryOperator;

/** Elementwise arithmetic with NumPy's broadcasting; both operands have the same type. */
@SuppressWarnings("ClassInitializationDeadlock") // derivatives are lambdas, which run later
class Arithmetic {
    static final OpFamily FAMILY = new OpFamily("arithmetic");

    static final Op<None> ADD = binary("add", "add", Elementwise::add, Pointwise.ADD)
            .linear()
            .derivatives(
                    (call, g) -> Shaping.sumTo(g, call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(g, call.input(1).shape()));

    static final Op<None> SUBTRACT = binary("subtract", "subtract", Elementwise::subtract, Pointwise.SUBTRACT)
            .linear()
            .derivatives(
                    (call, g) -> Shaping.sumTo(g, call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(negate(g), call.input(1).shape()));

    static final Op<None> MULTIPLY = binary("multiply", "multiply", Elementwise::multiply, Pointwise.MULTIPLY)
            .linearInEach()
            .derivatives(
                    (call, g) -> Shaping.sumTo(
                            multiply(g, call.input(1)), call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(
                            multiply(g, call.input(0)), call.input(1).shape()));

    static final Op<None> DIVIDE = floating("divide", "divide", Elementwise::divide, Pointwise.DIVIDE)
            .linear((none, index) -> index == 0)
            .derivatives(
                    (call, g) -> Shaping.sumTo(
                            divide(g, call.input(1)), call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(
                            negate(divide(multiply(g, call.output()), call.input(1))),
                            call.input(1).shape()));

    /** In a tie the whole gradient goes to the first input, as in TensorFlow. */
    static final Op<None> MAXIMUM = binary("maximum", "take the maximum of", Elementwise::maximum, Pointwise.MAXIMUM)
            .derivatives(
                    (call, g) -> Shaping.sumTo(
                            where(Comparison.greaterEqual(call.input(0), call.input(1)), g, 0),
                            call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(
                            where(Comparison.less(call.input(0), call.input(1)), g, 0),
                            call.input(1).shape()));

    /** In a tie the whole gradient goes to the first input, as in TensorFlow. */
    static final Op<None> MINIMUM = binary("minimum", "take the minimum of", Elementwise::minimum, Pointwise.MINIMUM)
            .derivatives(
                    (call, g) -> Shaping.sumTo(
                            where(Comparison.lessEqual(call.input(0), call.input(1)), g, 0),
                            call.input(0).shape()),
                    (call, g) -> Shaping.sumTo(
                            where(Comparison.greater(call.input(0), call.input(1)), g, 0),
                            call.input(1).shape()));

    /** The gradient by the exponent is 0 where the base is not positive, as in TensorFlow. */
    static final Op<None> POW = floating("pow", "take the power of", Elementwise::pow, Pointwise.POW)
            .derivatives(
                    (call, g) -> Shaping.sumTo(
                            multiply(g, powerRule(call.input(0), call.input(1))),
                            call.input(0).shape()),
                    (call, g) -> {
                        Tensor base = call.input(0);
                        Tensor positive = Comparison.greater(base, 0);
                        Tensor log = where(positive, Functions.log(where(positive, base, 1)), 0);
                        return Shaping.sumTo(
                                multiply(g, multiply(call.output(), log)),
                                call.input(1).shape());
                    });

    static final Op<None> NEGATE = FAMILY.<None>define(
                    "negate",
                    (none, in) -> {
                        Inputs.number("negate", in.get(0));
                        return Op.Spec.like(in.get(0));
                    },
                    (none, in) -> Elementwise.negate(in.get(0)))
            .keepsRows()
            .linear()
            .pointwise(none -> Pointwise.NEGATE)
            .derivatives((call, g) -> negate(g));

    Arithmetic() {}

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

    /** a to the power of b; NaN for a negative base with a non-integer exponent. */
    public static Tensor pow(Tensor a, Tensor b) {
        return bind(POW, NONE, a, b);
    }

    public static Tensor pow(Tensor a, double b) {
        return pow(a, Tensor.scalar(a.dtype(), b));
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

    /** {@code 1 / x}. */
    public static Tensor reciprocal(Tensor x) {
        return divide(1, x);
    }

    /** x clipped to [low, high]; the gradient is 1 on the bounds, as in TensorFlow. */
    public static Tensor clip(Tensor x, double low, double high) {
        if (!(low <= high)) {
            throw new IllegalArgumentException("Invalid bounds: " + low + " to " + high + " (low <= high)");
        }
        return minimum(maximum(x, low), high);
    }

    public static Tensor onesLike(Tensor x) {
        return Tensor.ones(x.dtype(), x.shape());
    }

    public static Tensor zerosLike(Tensor x) {
        return Tensor.zeros(x.dtype(), x.shape());
    }

    /** {@code b a^(b-1)}, which is 0 for b = 0 and any a. */
    private static Tensor powerRule(Tensor a, Tensor b) {
        Tensor constant = Comparison.equal(b, zerosLike(b));
        return where(constant, 0, multiply(b, pow(a, where(constant, 1, subtract(b, 1)))));
    }

    private static OpFamily.Definition<None> floating(
            String name, String verb, BinaryOperator<Tensor> kernel, Pointwise function) {
        return FAMILY.<None>define(
                        name,
                        (none, in) -> {
                            Inputs.floating(verb, in.get(0));
                            return Inputs.broadcast(verb, in);
                        },
                        (none, in) -> kernel.apply(in.get(0), in.get(1)))
                .keepsRows()
                .pointwise(none -> function);
    }

    private static OpFamily.Definition<None> binary(
            String name, String verb, BinaryOperator<Tensor> kernel, Pointwise function) {
        return FAMILY.<None>define(
                        name,
                        (none, in) -> {
                            Inputs.number(verb, in.get(0));
                            return Inputs.broadcast(verb, in);
                        },
                        (none, in) -> kernel.apply(in.get(0), in.get(1)))
                .keepsRows()
                .pointwise(none -> function);
    }
}
