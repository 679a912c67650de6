package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpCall;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.autodiff.internal.RowFlow;
import io.kindling.autodiff.internal.RowRules;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.ops.ArgExtreme;
import io.kindling.tensor.internal.ops.Reduce;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/** Sums, means and extrema over axes; no axes given means all. Negative axes count from the end. */
@SuppressWarnings("ClassInitializationDeadlock") // derivatives are lambdas, which run later
class Reductions extends Random {
    /** The axes to reduce, resolved and sorted, and whether they are kept with size 1. */
    record Axes(List<Integer> axes, boolean keepDims) {}

    static final OpFamily FAMILY = new OpFamily("reductions");

    /** Integers wrap around on overflow, as their type does. */
    static final Op<Axes> SUM = FAMILY.<Axes>define(
                    "sum",
                    (at, in) -> reduced("sum", at, in.get(0)),
                    (at, in) -> Reduce.sum(in.get(0), at.axes(), at.keepDims()))
            .rows((at, in, out) -> at.axes().contains(0) ? null : RowRules.leading(in.get(0), out))
            .rowAxis(Reductions::isKept)
            .sumsRows((at, in, out) -> true)
            .linear()
            .derivatives((call, g) ->
                    Shaping.broadcastTo(kept(call, g), call.input(0).shape()));

    static final Op<Axes> MAX = extreme("max", Reduce::max);

    static final Op<Axes> MIN = extreme("min", Reduce::min);

    static final Op<Integer> ARGMAX = index("argmax", ArgExtreme::argmax);

    static final Op<Integer> ARGMIN = index("argmin", ArgExtreme::argmin);

    private interface Kernel {
        Tensor reduce(Tensor x, List<Integer> axes, boolean keepDims);
    }

    Reductions() {}

    public static Tensor sum(Tensor x, int... axes) {
        return bind(SUM, new Axes(Inputs.axes(x.shape(), axes), false), x);
    }

    /** Keeps the reduced axes, with size 1. */
    public static Tensor sumKeepingAxes(Tensor x, int... axes) {
        return bind(SUM, new Axes(Inputs.axes(x.shape(), axes), true), x);
    }

    /** The sum divided by the number of reduced elements; NaN for none. */
    public static Tensor mean(Tensor x, int... axes) {
        return mean(x, new Axes(Inputs.axes(x.shape(), axes), false));
    }

    /** Keeps the reduced axes, with size 1. */
    public static Tensor meanKeepingAxes(Tensor x, int... axes) {
        return mean(x, new Axes(Inputs.axes(x.shape(), axes), true));
    }

    /**
     * The product; 1 for no elements. Multiplies halves along a fixed tree, so that derivatives of any order are correct
     * where elements are 0.
     */
    public static Tensor prod(Tensor x, int... axes) {
        Inputs.number("take the product of", x);
        List<Integer> reducedAxes = Inputs.axes(x.shape(), axes);
        List<Integer> order = new ArrayList<>();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            if (!reducedAxes.contains(axis)) {
                order.add(axis);
            }
        }
        int[] kept = order.stream().mapToInt(x.shape()::dim).toArray();
        order.addAll(reducedAxes);
        int count = reducedAxes.stream().mapToInt(x.shape()::dim).reduce(1, Math::multiplyExact);
        if (count == 0) {
            return Arithmetic.add(sum(x, axes), 1);
        }
        int[] rows = Arrays.copyOf(kept, kept.length + 1);
        rows[kept.length] = count;
        Tensor ordered =
                Shaping.transpose(x, order.stream().mapToInt(Integer::intValue).toArray());
        return Shaping.reshape(productOfLast(Shaping.reshape(ordered, rows), count), kept);
    }

    /** Reduces the last axis, of this size, to size 1. */
    private static Tensor productOfLast(Tensor x, int size) {
        if (size == 1) {
            return x;
        }
        int half = size / 2;
        Tensor product = Arithmetic.multiply(Slicing.slice(x, -1, 0, half), Slicing.slice(x, -1, half, half));
        return productOfLast(
                size % 2 == 0 ? product : Slicing.concat(-1, product, Slicing.slice(x, -1, size - 1, 1)), size - half);
    }

    /** The gradient is divided equally among ties. */
    public static Tensor max(Tensor x, int... axes) {
        return bind(MAX, new Axes(Inputs.axes(x.shape(), axes), false), x);
    }

    /** Keeps the reduced axes, with size 1. */
    public static Tensor maxKeepingAxes(Tensor x, int... axes) {
        return bind(MAX, new Axes(Inputs.axes(x.shape(), axes), true), x);
    }

    /** The gradient is divided equally among ties. */
    public static Tensor min(Tensor x, int... axes) {
        return bind(MIN, new Axes(Inputs.axes(x.shape(), axes), false), x);
    }

    /** The int64 index of the first largest element along an axis. */
    public static Tensor argmax(Tensor x, int axis) {
        return bind(ARGMAX, x.shape().axis(axis), x);
    }

    /** The int64 index of the first smallest element along an axis. */
    public static Tensor argmin(Tensor x, int axis) {
        return bind(ARGMIN, x.shape().axis(axis), x);
    }

    /** The mean squared deviation from the mean (divided by the count, not by the count - 1). */
    public static Tensor variance(Tensor x, int... axes) {
        return mean(Arithmetic.square(Arithmetic.subtract(x, meanKeepingAxes(x, axes))), axes);
    }

    /** {@code log(sum(exp(x)))}, without overflow; minus infinity for no elements. */
    public static Tensor logSumExp(Tensor x, int... axes) {
        Inputs.floating("take logSumExp of", x);
        List<Integer> resolved = Inputs.axes(x.shape(), axes);
        Tensor max = GradientControl.stopGradient(bind(MAX, new Axes(resolved, true), x));
        Tensor finite = Comparison.less(Functions.abs(max), Double.POSITIVE_INFINITY);
        Tensor offset = Logic.where(finite, max, 0);
        Tensor sum = sum(Functions.exp(Arithmetic.subtract(x, offset)), axes);
        return Arithmetic.add(Functions.log(sum), Shaping.reshape(offset, sum.shape()));
    }

    /** True if some element is true; false for no elements. */
    public static Tensor any(Tensor x, int... axes) {
        Inputs.bool("take any of", x);
        return Types.cast(max(Types.cast(x, DType.UINT8), axes), DType.BOOL);
    }

    /** True if every element is true; true for no elements. */
    public static Tensor all(Tensor x, int... axes) {
        Inputs.bool("take all of", x);
        return Types.cast(min(Types.cast(x, DType.UINT8), axes), DType.BOOL);
    }

    private static Tensor mean(Tensor x, Axes at) {
        Inputs.floating("take the mean of", x);
        long count = at.axes().stream().mapToLong(x.shape()::dim).reduce(1, (a, b) -> a * b);
        return Arithmetic.divide(bind(SUM, at, x), count);
    }

    private static Op<Integer> index(String name, BiFunction<Tensor, Integer, Tensor> kernel) {
        return FAMILY.<Integer>define(
                        name,
                        (axis, in) -> {
                            Shape shape = in.get(0).shape();
                            if (shape.dim(axis) == 0) {
                                throw new TensorException(
                                        "Cannot take " + name + " of " + shape + ": axis " + axis + " is empty.");
                            }
                            return new Op.Spec(DType.INT64, shape.reduce(List.of(axis), false));
                        },
                        (axis, in) -> kernel.apply(in.get(0), axis))
                .rows((axis, in, out) -> axis == 0 ? null : RowRules.leading(in.get(0), out))
                .rowAxis((axis, in, out) -> isKept(new Axes(List.of(axis), false), in, out))
                .notDifferentiable();
    }

    private static Op<Axes> extreme(String name, Kernel kernel) {
        return FAMILY.<Axes>define(
                        name,
                        (at, in) -> reduced("take the " + name + " of", at, in.get(0)),
                        (at, in) -> kernel.reduce(in.get(0), at.axes(), at.keepDims()))
                .rows((at, in, out) -> at.axes().contains(0) ? null : RowRules.leading(in.get(0), out))
                .rowAxis(Reductions::isKept)
                .derivatives((call, g) -> divideAmongTies(call, g));
    }

    /** Whether the input's row axis is not reduced, and so the output's. */
    private static boolean isKept(Axes at, List<RowFlow.Operand> inputs, RowFlow.Operand output) {
        int axis = inputs.get(0).axis();
        long before = at.keepDims()
                ? 0
                : at.axes().stream().filter(reduced -> reduced < axis).count();
        return !at.axes().contains(axis) && output.axis() == axis - before;
    }

    /** TensorFlow's rule ({@code math_grad.py::_MinOrMaxGrad}): indicators / number selected * gradient. */
    private static Tensor divideAmongTies(OpCall<Axes> call, Tensor g) {
        Tensor x = call.input(0);
        Tensor selected = Types.cast(Comparison.equal(x, kept(call, call.output())), g.dtype());
        Tensor ties = bind(SUM, new Axes(call.attributes().axes(), true), selected);
        return Arithmetic.multiply(Arithmetic.divide(selected, ties), kept(call, g));
    }

    /** Returns the result with the reduced axes restored, with size 1. */
    private static Tensor kept(OpCall<Axes> call, Tensor result) {
        return Shaping.reshape(
                result, call.input(0).shape().reduce(call.attributes().axes(), true));
    }

    private static Op.Spec reduced(String verb, Axes at, Tensor x) {
        Inputs.number(verb, x);
        return new Op.Spec(x.dtype(), x.shape().reduce(at.axes(), at.keepDims()));
    }
}
