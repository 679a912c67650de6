package io.kindling.autodiff.op;

import static io.kindling.autodiff.Interpreter.bind;

import io.kindling.autodiff.Op;
import io.kindling.autodiff.OpCall;
import io.kindling.autodiff.OpFamily;
import io.kindling.tensor.DType;
import io.kindling.tensor.Reduce;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;

/** Sums, means and extremes over axes; no axes given means all. Negative axes count from the end. */
public final class Reductions {
    /** Axes to fold, resolved and in order; whether they stay with size 1. */
    record Axes(List<Integer> axes, boolean keepDims) {}

    static final OpFamily FAMILY = new OpFamily("reductions");

    static final Op<Axes> SUM = FAMILY.<Axes>define(
                    "sum",
                    (at, in) -> reduced(at, in.get(0)),
                    (at, in) -> Reduce.sum(in.get(0), at.axes(), at.keepDims()))
            .rows((at, in, out) -> at.axes().contains(0) ? null : in.get(0).rows().orElse(null))
            .derivatives((call, g) -> Shaping.broadcastTo(kept(call, g), call.input(0).shape()));

    static final Op<Axes> MAX = extreme("max", Reduce::max);

    static final Op<Axes> MIN = extreme("min", Reduce::min);

    static final Op<Integer> ARGMAX = FAMILY.<Integer>define(
                    "argmax",
                    (axis, in) -> new Op.Spec(DType.INT64, in.get(0).shape().reduce(List.of(axis), false)),
                    (axis, in) -> Reduce.argmax(in.get(0), axis))
            .rows((axis, in, out) -> axis == 0 ? null : in.get(0).rows().orElse(null))
            .notDifferentiable();

    private interface Kernel {
        Tensor reduce(Tensor x, List<Integer> axes, boolean keepDims);
    }

    private Reductions() {}

    public static Tensor sum(Tensor x, int... axes) {
        return bind(SUM, new Axes(Inputs.axes(x.shape(), axes), false), x);
    }

    /** The folded axes stay, with size 1. */
    public static Tensor sumKeepingAxes(Tensor x, int... axes) {
        return bind(SUM, new Axes(Inputs.axes(x.shape(), axes), true), x);
    }

    /** The sum divided by the number of elements folded; NaN for none. */
    public static Tensor mean(Tensor x, int... axes) {
        List<Integer> resolved = Inputs.axes(x.shape(), axes);
        Tensor sum = bind(SUM, new Axes(resolved, false), x);
        return Arithmetic.divide(sum, count(x.shape(), resolved));
    }

    /** The folded axes stay, with size 1. */
    public static Tensor meanKeepingAxes(Tensor x, int... axes) {
        List<Integer> resolved = Inputs.axes(x.shape(), axes);
        Tensor sum = bind(SUM, new Axes(resolved, true), x);
        return Arithmetic.divide(sum, count(x.shape(), resolved));
    }

    /** The gradient is shared equally among ties. */
    public static Tensor max(Tensor x, int... axes) {
        return bind(MAX, new Axes(Inputs.axes(x.shape(), axes), false), x);
    }

    /** The folded axes stay, with size 1. */
    public static Tensor maxKeepingAxes(Tensor x, int... axes) {
        return bind(MAX, new Axes(Inputs.axes(x.shape(), axes), true), x);
    }

    /** The gradient is shared equally among ties. */
    public static Tensor min(Tensor x, int... axes) {
        return bind(MIN, new Axes(Inputs.axes(x.shape(), axes), false), x);
    }

    /** The int64 index of the first largest element along an axis. */
    public static Tensor argmax(Tensor x, int axis) {
        return bind(ARGMAX, x.shape().axis(axis), x);
    }

    private static long count(Shape shape, List<Integer> axes) {
        return axes.stream().mapToLong(shape::dim).reduce(1, (a, b) -> a * b);
    }

    private static Op<Axes> extreme(String name, Kernel kernel) {
        return FAMILY.<Axes>define(
                        name,
                        (at, in) -> reduced(at, in.get(0)),
                        (at, in) -> kernel.reduce(in.get(0), at.axes(), at.keepDims()))
                .rows((at, in, out) -> at.axes().contains(0) ? null : in.get(0).rows().orElse(null))
                .derivatives((call, g) -> shareAmongTies(call, g));
    }

    /** TensorFlow's rule ({@code math_grad.py::_MinOrMaxGrad}): indicators / number selected * gradient. */
    private static Tensor shareAmongTies(OpCall<Axes> call, Tensor g) {
        Tensor x = call.input(0);
        Tensor selected = Types.cast(Comparison.equal(x, kept(call, call.output())), g.dtype());
        Tensor ties = bind(SUM, new Axes(call.attributes().axes(), true), selected);
        return Arithmetic.multiply(Arithmetic.divide(selected, ties), kept(call, g));
    }

    /** The result with the folded axes back, of size 1. */
    private static Tensor kept(OpCall<Axes> call, Tensor result) {
        return Shaping.reshape(result, call.input(0).shape().reduce(call.attributes().axes(), true));
    }

    private static Op.Spec reduced(Axes at, Tensor x) {
        return new Op.Spec(x.dtype(), x.shape().reduce(at.axes(), at.keepDims()));
    }
}
