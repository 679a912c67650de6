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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Elementwise functions of one floating-point tensor. */
@SuppressWarnings("ClassInitializationDeadlock") // derivatives are lambdas, which run later
class Functions extends Crossentropy {
    static final OpFamily FAMILY = new OpFamily("functions");

    static final Op<None> EXP =
            function("exp", Elementwise::exp, Pointwise.EXP).derivatives((call, g) -> multiply(g, call.output()));

    static final Op<None> LOG =
            function("log", Elementwise::log, Pointwise.LOG).derivatives((call, g) -> divide(g, call.input(0)));

    static final Op<None> LOG1P = function("log1p", Elementwise::log1p, Pointwise.LOG1P)
            .derivatives((call, g) -> divide(g, Arithmetic.add(call.input(0), 1)));

    static final Op<None> EXPM1 = function("expm1", Elementwise::expm1, Pointwise.EXPM1)
            .derivatives((call, g) -> multiply(g, Arithmetic.add(call.output(), 1)));

    static final Op<None> SQRT = function("sqrt", Elementwise::sqrt, Pointwise.SQRT)
            .derivatives((call, g) -> divide(multiply(g, 0.5), call.output()));

    static final Op<None> TANH = function("tanh", Elementwise::tanh, Pointwise.TANH)
            .derivatives((call, g) -> multiply(g, subtract(1, Arithmetic.square(call.output()))));

    static final Op<None> SIGMOID = function("sigmoid", Elementwise::sigmoid, Pointwise.SIGMOID)
            .derivatives((call, g) -> multiply(g, multiply(call.output(), subtract(1, call.output()))));

    static final Op<None> ERF = function("erf", Elementwise::erf, null)
            .derivatives((call, g) -> multiply(
                    g, multiply(exp(Arithmetic.negate(Arithmetic.square(call.input(0)))), 2 / Math.sqrt(Math.PI))));

    static final Op<None> SOFTPLUS = function("softplus", Elementwise::softplus, Pointwise.SOFTPLUS)
            .derivatives((call, g) -> multiply(g, sigmoid(call.input(0))));

    static final Op<None> FLOOR =
            function("floor", Elementwise::floor, Pointwise.FLOOR).notDifferentiable();

    static final Op<None> ROUND =
            function("round", Elementwise::round, Pointwise.ROUND).notDifferentiable();

    /** The gradient is 0, but connected, because sign is the derivative of abs. */
    static final Op<None> SIGN = function("sign", Elementwise::sign, Pointwise.SIGN)
            .derivatives((call, g) -> Arithmetic.zerosLike(call.input(0)));

    /** The gradient at 0 is 0. */
    static final Op<None> ABS =
            function("abs", Elementwise::abs, Pointwise.ABS).derivatives((call, g) -> multiply(g, sign(call.input(0))));

    static final Op<Double> LEAKY_RELU = FAMILY.<Double>define(
                    "leaky_relu",
                    (slope, in) -> floating("leaky_relu", in.get(0)),
                    (slope, in) -> Elementwise.leakyRelu(in.get(0), slope))
            .keepsRows()
            .pointwise(slope -> slope > 0 && slope <= 1 ? Pointwise.leakyRelu(slope.floatValue()) : null)
            .derivatives((call, g) -> {
                // The output, which is in memory anyway, has the input's sign if the slope is positive.
                Tensor signed = call.attributes() > 0 ? call.output() : call.input(0);
                return where(Comparison.greater(signed, 0), g, multiply(g, call.attributes()));
            });

    /** The gradient at 0 is 0, as in TensorFlow's {@code _ReluGrad}. */
    static final Op<None> RELU = function(
                    "relu", x -> Elementwise.maximum(Tensor.scalar(x.dtype(), 0), x), Pointwise.RELU)
            .derivatives((call, g) -> where(Comparison.greater(call.output(), 0), g, 0));

    Functions() {}

    public static Tensor exp(Tensor x) {
        return bind(EXP, NONE, x);
    }

    public static Tensor log(Tensor x) {
        return bind(LOG, NONE, x);
    }

    /** {@code log(1 + x)}, accurate for small x. */
    public static Tensor log1p(Tensor x) {
        return bind(LOG1P, NONE, x);
    }

    /** {@code exp(x) - 1}, accurate for small x. */
    public static Tensor expm1(Tensor x) {
        return bind(EXPM1, NONE, x);
    }

    public static Tensor sqrt(Tensor x) {
        return bind(SQRT, NONE, x);
    }

    /** {@code 1 / sqrt(x)}. */
    public static Tensor rsqrt(Tensor x) {
        return divide(1, sqrt(x));
    }

    public static Tensor tanh(Tensor x) {
        return bind(TANH, NONE, x);
    }

    /** {@code 1 / (1 + exp(-x))}. */
    public static Tensor sigmoid(Tensor x) {
        return bind(SIGMOID, NONE, x);
    }

    /** The error function: {@code 2 / sqrt(pi)} times the integral of {@code exp(-t^2)} from 0 to x. */
    public static Tensor erf(Tensor x) {
        return bind(ERF, NONE, x);
    }

    /** {@code log(1 + exp(x))}, without overflow. */
    public static Tensor softplus(Tensor x) {
        return bind(SOFTPLUS, NONE, x);
    }

    public static Tensor floor(Tensor x) {
        return bind(FLOOR, NONE, x);
    }

    /** Rounds to the nearest integer, halves to the even one. */
    public static Tensor round(Tensor x) {
        return bind(ROUND, NONE, x);
    }

    /** -1, 0 or 1. */
    public static Tensor sign(Tensor x) {
        return bind(SIGN, NONE, x);
    }

    public static Tensor abs(Tensor x) {
        return bind(ABS, NONE, x);
    }

    /** {@code max(x, 0)}; the gradient at 0 is 0, as in TensorFlow's {@code _ReluGrad}. */
    public static Tensor relu(Tensor x) {
        return bind(RELU, NONE, x);
    }

    /** {@code x} if it is not negative, else {@code slope * x}; the gradient at 0 is the slope, as in TensorFlow. */
    public static Tensor leakyRelu(Tensor x, double slope) {
        return bind(LEAKY_RELU, slope, x);
    }

    private static OpFamily.Definition<None> function(
            String name, UnaryOperator<Tensor> kernel, @Nullable Pointwise function) {
        return FAMILY.<None>define(name, (none, in) -> floating(name, in.get(0)), (none, in) -> kernel.apply(in.get(0)))
                .keepsRows()
                .pointwise(none -> function);
    }

    private static Op.Spec floating(String name, Tensor x) {
        Inputs.floating("take " + name + " of", x);
        return Op.Spec.like(x);
    }
}
