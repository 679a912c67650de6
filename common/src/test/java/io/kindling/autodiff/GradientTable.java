package io.kindling.autodiff;

import static io.kindling.autodiff.GradientRow.any;
import static io.kindling.autodiff.GradientRow.binary;
import static io.kindling.autodiff.GradientRow.constant;
import static io.kindling.autodiff.GradientRow.nary;
import static io.kindling.autodiff.GradientRow.positive;
import static io.kindling.autodiff.GradientRow.unary;
import static io.kindling.autodiff.GradientRow.v;
import static io.kindling.autodiff.op.Ops.multiply;

import io.kindling.autodiff.op.Ops;
import io.kindling.autodiff.op.Sliding;
import io.kindling.autodiff.op.WithGradient;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The gradient table: every operation in all relevant variants, and composites whose gradients need care. */
final class GradientTable {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final Tensor FLAGS = Tensor.of(new boolean[] {true, false, true}, 3);
    private static final Tensor INDICES = Tensor.of(new int[] {2, 0, 2}, 3);
    private static final Tensor TABLE = Tensor.of(new long[] {0, 1, 1, 0}, 2, 2);
    private static final Tensor LABELS = Tensor.of(new long[] {1, 0, 3}, 3);

    static final List<GradientRow> ROWS = List.of(
            // arithmetic
            binary("add", "a + b, (2, 3) and (2, 3)", Ops::add, any(2, 3), any(2, 3)),
            binary("add", "a + b, (2, 3) and (3,)", Ops::add, any(2, 3), any(3)),
            binary("add", "a + b, (2, 1) and (1, 3)", Ops::add, any(2, 1), any(1, 3)),
            unary("add", "x + x", x -> Ops.add(x, x), any(3)).note("one input twice"),
            binary("add", "a + b, (0, 3) and (3,)", Ops::add, any(0, 3), any(3)).note("a shard without rows"),
            binary("subtract", "a - b, () and (2, 3)", Ops::subtract, any(), any(2, 3)),
            binary("multiply", "a * b, (2, 3) and (2, 1)", Ops::multiply, any(2, 3), any(2, 1)),
            unary("multiply", "x * x", Ops::square, any(3)).note("one input twice"),
            binary("divide", "a / b, (2, 3) and (3,)", Ops::divide, any(2, 3), positive(3)),
            binary("maximum", "max(a, b), (2, 3) and (3,)", Ops::maximum, any(2, 3), any(3))
                    .kink("a = b: all to a", v(1), v(1), v(1), v(0)),
            binary("minimum", "min(a, b), (2, 3) and (3,)", Ops::minimum, any(2, 3), any(3))
                    .kink("a = b: all to a", v(1), v(1), v(1), v(0)),
            binary("pow", "a^b, (2, 3) and (3,)", Ops::pow, positive(2, 3), any(3))
                    .kink("a <= 0: 0 by b", v(0, -2), v(2, 3), v(0, 12), v(0, 0)),
            unary("pow", "x^3", x -> Ops.pow(x, 3), any(4)).note("negative bases"),
            unary("pow", "x^0", x -> Ops.pow(x, 0), any(4)).kink("x = 0: 0", v(0), v(0)),
            unary("negate", "-x", Ops::negate, any(2, 3)),
            unary("clip", "clip(x, -1, 1)", x -> Ops.clip(x, -1, 1), any(9))
                    .composite()
                    .kink("at a bound: 1", v(-1, 1), v(1, 1)),
            unary("reciprocal", "1 / x", Ops::reciprocal, positive(3)).composite(),

            // comparison and logic
            binary("equal", "a = b", (a, b) -> asFloat(Ops.equal(a, b)), any(3), any(3))
                    .cut(),
            binary("greater", "a > b", (a, b) -> asFloat(Ops.greater(a, b)), any(3), any(3))
                    .cut(),
            binary("greater_equal", "a >= b", (a, b) -> asFloat(Ops.greaterEqual(a, b)), any(3), any(3))
                    .cut(),
            constant("and", "of booleans"),
            constant("or", "of booleans"),
            binary("where", "flags ? a : b, (3,), (2, 3) and (3,)", (a, b) -> Ops.where(FLAGS, a, b), any(2, 3), any(3))
                    .kink(
                            "unselected elements get 0, even infinite ones",
                            v(1, INF, 1),
                            v(INF, 1, INF),
                            v(1, 0, 1),
                            v(0, 1, 0)),
            binary("where", "flags ? a : b, (3,), () and ()", (a, b) -> Ops.where(FLAGS, a, b), any(), any()),

            // functions
            unary("exp", "exp(x)", Ops::exp, any(3)),
            unary("log", "log(x)", Ops::log, positive(3)),
            unary("log1p", "log(1 + x)", Ops::log1p, positive(3)),
            unary("expm1", "exp(x) - 1", Ops::expm1, any(3)),
            unary("sqrt", "sqrt(x)", Ops::sqrt, positive(3)).kink("x = 0: infinite", v(0), v(INF)),
            unary("tanh", "tanh(x)", Ops::tanh, any(3)),
            unary("sigmoid", "sigmoid(x)", Ops::sigmoid, any(3)),
            unary("erf", "erf(x)", Ops::erf, any(3)),
            unary("softplus", "log(1 + exp(x))", Ops::softplus, any(3)).kink("no overflow", v(-1000, 1000), v(0, 1)),
            unary("abs", "|x|", Ops::abs, any(5)).kink("x = 0: 0", v(0), v(0)),
            unary("sign", "sign(x)", Ops::sign, any(5))
                    .kink("x = 0: 0", v(0), v(0))
                    .note("0 everywhere, but connected: the derivative of abs"),
            unary("floor", "floor(x)", Ops::floor, any(3)).cut(),
            unary("round", "round(x)", Ops::round, any(3)).cut(),
            unary("leaky_relu", "x >= 0 ? x : 0.2 x", x -> Ops.leakyRelu(x, 0.2), any(5))
                    .kink("x = 0: the slope", v(0), v(0.2)),
            unary("relu", "max(0, x)", Ops::relu, any(5)).kink("x = 0: 0", v(0), v(0)),
            unary("rsqrt", "1 / sqrt(x)", Ops::rsqrt, positive(3)).composite(),

            // reductions
            unary("sum", "over all of (2, 3)", Ops::sum, any(2, 3)),
            unary("sum", "over axis 0 of (2, 3)", x -> Ops.sum(x, 0), any(2, 3)),
            unary("sum", "over axes 0 and 2 of (2, 3, 4), kept", x -> Ops.sumKeepingAxes(x, 0, 2), any(2, 3, 4)),
            unary("sum", "of a scalar", Ops::sum, any()),
            unary("max", "over all of (2, 3)", Ops::max, any(2, 3))
                    .kink("divided equally among ties", v(1, 3, 3, 2), v(0, 0.5, 0.5, 0)),
            unary("max", "over axis -1 of (2, 3)", x -> Ops.max(x, -1), any(2, 3)),
            unary("max", "over axes 1 and 2 of (2, 3, 4), kept", x -> Ops.maxKeepingAxes(x, 1, 2), any(2, 3, 4)),
            unary("min", "over axis 0 of (3, 2)", x -> Ops.min(x, 0), any(3, 2)).note("divided equally among ties"),
            unary("argmax", "over axis 0", x -> asFloat(Ops.argmax(x, 0)), any(3))
                    .cut(),
            unary("argmin", "over axis 0", x -> asFloat(Ops.argmin(x, 0)), any(3))
                    .cut(),
            unary("mean", "over axis 1 of (2, 3)", x -> Ops.mean(x, 1), any(2, 3))
                    .composite(),
            unary("prod", "over all of (2, 3)", Ops::prod, any(2, 3)).composite(),
            unary("prod", "over axes 0 and 2 of (2, 3, 3)", x -> Ops.prod(x, 0, 2), any(2, 3, 3))
                    .composite(),
            unary("prod", "over axis 0 of (3,)", x -> Ops.prod(x, 0), any(3))
                    .composite()
                    .kink("a 0: the product of the others", v(2, 0, 5), v(0, 10, 0)),
            unary("variance", "over axis 0 of (3, 2)", x -> Ops.variance(x, 0), any(3, 2))
                    .composite(),
            unary("logSumExp", "over axis -1 of (2, 3)", x -> Ops.logSumExp(x, -1), any(2, 3))
                    .composite()
                    .kink("no overflow", v(-1000, 1000), v(0, 1)),

            // linear
            binary("matmul", "(2, 3) by (3, 4)", Ops::matmul, any(2, 3), any(3, 4)),
            binary("matmul", "(0, 3) by (3, 4)", Ops::matmul, any(0, 3), any(3, 4))
                    .note("a shard without rows"),
            binary("matmul", "(2, 5, 3) by (3, 4)", Ops::matmul, any(2, 5, 3), any(3, 4))
                    .note("Dense on more axes"),
            binary("matmul", "(2, 3) by (5, 3, 4)", Ops::matmul, any(2, 3), any(5, 3, 4)),
            binary("matmul", "(2, 2, 3) by (2, 3, 4)", Ops::matmul, any(2, 2, 3), any(2, 3, 4)),
            binary("matmul", "(2, 1, 2, 3) by (5, 3, 4)", Ops::matmul, any(2, 1, 2, 3), any(5, 3, 4)),

            // convolution
            binary(
                    "conv2d",
                    "(2, 4, 5, 2) by (3, 2, 2, 3), SAME",
                    conv(Sliding.SAME, 1),
                    any(2, 4, 5, 2),
                    any(3, 2, 2, 3)),
            binary(
                    "conv2d",
                    "(1, 6, 5, 2) by (3, 3, 2, 2), VALID, stride 2",
                    conv(Sliding.VALID.stride(2), 1),
                    any(1, 6, 5, 2),
                    any(3, 3, 2, 2)),
            binary(
                    "conv2d",
                    "(1, 5, 6, 4) by (2, 2, 2, 6) in 2 groups, SAME, dilation 2",
                    conv(Sliding.SAME.dilation(2), 2),
                    any(1, 5, 6, 4),
                    any(2, 2, 2, 6)),
            binary(
                            "conv2d",
                            "(0, 4, 4, 2) by (3, 3, 2, 2), SAME",
                            conv(Sliding.SAME, 1),
                            any(0, 4, 4, 2),
                            any(3, 3, 2, 2))
                    .note("a shard without rows"),
            binary(
                    "conv2d_input_gradient",
                    "(2, 2, 2, 3) by (4, 4, 2, 3) to (2, 4, 4, 2), SAME, stride 2",
                    (x, filter) -> Ops.conv2dTranspose(x, filter, Sliding.SAME.stride(2), 4, 4),
                    any(2, 2, 2, 3),
                    any(4, 4, 2, 3)),
            binary(
                            "conv2d_input_gradient",
                            "(1, 1, 2, 2) by (2, 2, 1, 2) to (1, 3, 4, 1), VALID, stride 2",
                            (x, filter) -> Ops.conv2dTranspose(x, filter, Sliding.VALID.stride(2), 3, 4),
                            any(1, 1, 2, 2),
                            any(2, 2, 1, 2))
                    .note("a row of the images that no window reaches"),
            binary(
                    "conv2d_filter_gradient",
                    "of conv2d, (2, 4, 4, 2) and (2, 2, 2, 3), SAME, stride 2",
                    GradientTable::filterGradient,
                    any(2, 4, 4, 2),
                    any(2, 2, 2, 3)),
            binary(
                            "depthwiseConv2d",
                            "(2, 4, 4, 3) by (3, 3, 3, 2), SAME",
                            (x, filter) -> Ops.depthwiseConv2d(x, filter, Sliding.SAME),
                            any(2, 4, 4, 3),
                            any(3, 3, 3, 2))
                    .composite(),

            // pooling
            unary(
                    "max_pool",
                    "2 by 2 over (2, 4, 5, 2), VALID, stride 2",
                    x -> Ops.maxPool(x, 2, 2, Sliding.VALID.stride(2)),
                    any(2, 4, 5, 2)),
            unary(
                            "max_pool",
                            "3 by 2 over (1, 5, 4, 3), SAME, stride 2",
                            x -> Ops.maxPool(x, 3, 2, Sliding.SAME.stride(2)),
                            any(1, 5, 4, 3))
                    .note("windows overlap"),
            unary("max_pool", "4 equal elements", GradientTable::maxOfFour, any(4))
                    .kink("the first of equal ones", v(1, 3, 3, 2), v(0, 1, 0, 0)),
            unary("max_pool", "2 by 2 over (0, 4, 4, 1)", x -> Ops.maxPool(x, 2, 2, Sliding.VALID), any(0, 4, 4, 1))
                    .note("a shard without rows"),
            binary(
                    "max_pool_gradient",
                    "of max_pool, (1, 4, 4, 2) and (1, 3, 3, 2)",
                    maxPoolGradient(),
                    any(1, 4, 4, 2),
                    any(1, 3, 3, 2)),
            nary(
                    "max_pool_pick",
                    "of max_pool_gradient, (1, 4, 4, 2), (1, 3, 3, 2) and (1, 4, 4, 2)",
                    GradientTable::pickedAtMaxima,
                    any(1, 4, 4, 2),
                    any(1, 3, 3, 2),
                    any(1, 4, 4, 2)),
            unary(
                            "average_pool",
                            "3 by 3 over (2, 4, 5, 2), SAME, stride 2",
                            x -> Ops.averagePool(x, 3, 3, Sliding.SAME.stride(2)),
                            any(2, 4, 5, 2))
                    .note("padding is ignored"),
            unary(
                    "average_pool_gradient",
                    "of average_pool over (1, 4, 4, 2), to (1, 4, 4, 2)",
                    GradientTable::averagePoolGradient,
                    any(1, 2, 2, 2)),

            // shaping
            unary("reshape", "(2, 3) to (3, 2)", x -> Ops.reshape(x, 3, 2), any(2, 3)),
            unary("transpose", "(2, 3, 4) by axes 2, 0, 1", x -> Ops.transpose(x, 2, 0, 1), any(2, 3, 4)),
            unary("broadcast", "(3, 1) to (2, 3, 4)", x -> Ops.broadcastTo(x, Shape.of(2, 3, 4)), any(3, 1)),
            unary("tile", "(2, 3) by 2, 3", x -> Ops.tile(x, 2, 3), any(2, 3)).composite(),

            // slicing
            unary("slice", "[1:3, 0:2] of (4, 3)", x -> Ops.slice(x, new int[] {1, 0}, new int[] {2, 2}), any(4, 3)),
            unary(
                    "pad",
                    "(2, 3) by 1, 0 before and 0, 2 after",
                    x -> Ops.pad(x, new int[] {1, 0}, new int[] {0, 2}, 7),
                    any(2, 3)),
            nary(
                    "concat",
                    "(2, 3), (2, 1), (2, 2) along axis 1",
                    in -> Ops.concat(1, in),
                    any(2, 3),
                    any(2, 1),
                    any(2, 2)),
            nary("concat", "(0, 2), (3, 2) along axis 0", in -> Ops.concat(0, in), any(0, 2), any(3, 2)),
            unary("concat", "x, x along axis 0", x -> Ops.concat(0, x, x), any(3))
                    .note("one input twice"),
            nary("stack", "(2, 3), (2, 3) along axis -1", in -> Ops.stack(-1, in), any(2, 3), any(2, 3))
                    .composite(),
            unary("split", "(5,) into 2, 3; the parts' outer product", GradientTable::outerOfParts, any(5))
                    .composite(),

            // types
            unary("cast", "float64 to float32 and back", GradientTable::throughFloat32, any(3))
                    .throughFloat32()
                    .note("a cast to an integer type cuts the gradient"),

            // indexing
            constant("one_hot", "of integers"),
            unary("gather", "rows 2, 0, 2 of (3, 2)", x -> Ops.gather(x, INDICES, 0), any(3, 2))
                    .note("an index twice"),
            unary("gather", "(2, 2) indices along axis 1 of (2, 3, 2)", x -> Ops.gather(x, TABLE, 1), any(2, 3, 2)),
            unary(
                    "scatter_add",
                    "(2, 3) at 2, 0, 2 along axis 1 of (2, 4)",
                    x -> Ops.scatterAdd(x, INDICES, 1, Shape.of(2, 4)),
                    any(2, 3)),
            unary("reverse", "axis 1 of (2, 3)", x -> Ops.reverse(x, 1), any(2, 3))
                    .composite(),

            // crossentropy
            unary("softmax", "over the last axis of (2, 4)", Ops::softmax, any(2, 4)),
            unary("softmax", "over axis 0 of (4, 2)", x -> Ops.softmax(x, 0), any(4, 2)),
            unary("log_softmax", "over the last axis of (2, 4)", Ops::logSoftmax, any(2, 4)),
            unary(
                    "sparse_softmax_crossentropy",
                    "labels (3,), logits (3, 4)",
                    x -> Ops.sparseSoftmaxCrossentropy(LABELS, x),
                    any(3, 4)),
            binary(
                    "sparse_softmax_crossentropy_gradient",
                    "of sparse_softmax_crossentropy, (3, 4) and (3,)",
                    (x, g) -> gradientByLogits(z -> Ops.sparseSoftmaxCrossentropy(LABELS, z), x, g),
                    any(3, 4),
                    any(3)),
            binary(
                            "softmax_crossentropy",
                            "targets (3, 4), logits (3, 4)",
                            Ops::softmaxCrossentropy,
                            any(3, 4),
                            any(3, 4))
                    .note("targets need not sum to 1"),
            nary(
                    "softmax_crossentropy_gradient",
                    "of softmax_crossentropy, (3, 4), (3, 4) and (3,)",
                    in -> gradientByLogits(z -> Ops.softmaxCrossentropy(in.get(0), z), in.get(1), in.get(2)),
                    any(3, 4),
                    any(3, 4),
                    any(3)),
            binary(
                            "sigmoid_crossentropy",
                            "targets (3, 2), logits (3, 2)",
                            Ops::sigmoidCrossentropy,
                            any(3, 2),
                            any(3, 2))
                    .kink("no overflow", v(0, 1), v(1000, -1000), v(-1000, 1000), v(1, -1)),

            // gradient control
            unary("stop_gradient", "x", Ops::stopGradient, any(3)).cut(),
            unary("custom_gradient", "x^2 with its own rule", GradientTable::squareWithCustomGradient, any(3)),

            // random
            constant("random", "no inputs"));

    private GradientTable() {}

    private static BinaryOperator<Tensor> conv(Sliding sliding, int groups) {
        return (x, filter) -> Ops.conv2d(x, filter, sliding, groups);
    }

    /** Returns the gradient by a filter (3, 3, 2, 3) of {@code sum(g conv2d(x, filter))}. */
    private static Tensor filterGradient(Tensor x, Tensor g) {
        return GradientCheck.gradients(
                        in -> Ops.conv2d(x, in.get(0), Sliding.SAME.stride(2)),
                        List.of(Tensor.zeros(x.dtype(), Shape.of(3, 3, 2, 3))),
                        g)
                .get(0);
    }

    private static Tensor maxOfFour(Tensor x) {
        return Ops.maxPool(Ops.reshape(x, 1, 2, 2, 1), 2, 2, Sliding.VALID);
    }

    /** Returns a function for the gradient by x of {@code sum(g maxPool(x))}. */
    private static BinaryOperator<Tensor> maxPoolGradient() {
        return (x, g) -> GradientCheck.gradients(in -> Ops.maxPool(in.get(0), 2, 2, Sliding.VALID), List.of(x), g)
                .get(0);
    }

    /** Returns the gradient by g of {@code sum(others maxPoolGradient(x, g))}. */
    private static Tensor pickedAtMaxima(List<Tensor> in) {
        return GradientCheck.gradients(g -> maxPoolGradient().apply(in.get(0), g.get(0)), List.of(in.get(1)), in.get(2))
                .get(0);
    }

    private static Tensor gradientByLogits(UnaryOperator<Tensor> losses, Tensor logits, Tensor g) {
        return GradientCheck.gradients(in -> losses.apply(in.get(0)), List.of(logits), g)
                .get(0);
    }

    /** Returns the gradient by images (1, 4, 4, 2) of {@code sum(g averagePool(images))}. */
    private static Tensor averagePoolGradient(Tensor g) {
        return GradientCheck.gradients(
                        in -> Ops.averagePool(in.get(0), 2, 2, Sliding.VALID.stride(2)),
                        List.of(Tensor.zeros(g.dtype(), Shape.of(1, 4, 4, 2))),
                        g)
                .get(0);
    }

    private static Tensor asFloat(Tensor x) {
        return Ops.cast(x, DType.FLOAT64);
    }

    private static Tensor outerOfParts(Tensor x) {
        List<Tensor> parts = Ops.split(x, 0, 2, 3);
        return multiply(Ops.expandDims(parts.get(0), 1), parts.get(1));
    }

    private static Tensor throughFloat32(Tensor x) {
        return asFloat(Ops.cast(x, DType.FLOAT32));
    }

    private static Tensor squareWithCustomGradient(Tensor x) {
        return Ops.customGradient(
                in -> WithGradient.of(Ops.square(in.get(0)), g -> multiply(g, multiply(in.get(0), 2))), x);
    }
}
