package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.autodiff.internal.RowFlow;
import io.kindling.autodiff.internal.RowRules;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.Arrange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Operations that rearrange elements without computing. */
class Shaping extends Reductions {
    static final OpFamily FAMILY = new OpFamily("shaping");

    static final Op<Shape> RESHAPE = FAMILY.<Shape>define(
                    "reshape",
                    (shape, in) -> new Op.Spec(in.get(0).dtype(), shape),
                    (shape, in) -> Arrange.reshape(in.get(0), shape))
            .keepsRowsOfFirst()
            .rowAxis((shape, in, out) -> inFront(in.get(0)) == inFront(out))
            .linear()
            .sameElements()
            .derivatives((call, g) -> reshape(g, call.input(0).shape()));

    static final Op<List<Integer>> TRANSPOSE = FAMILY.<List<Integer>>define(
                    "transpose",
                    (axes, in) -> new Op.Spec(
                            in.get(0).dtype(),
                            Shape.of(axes.stream().map(in.get(0).shape()::dim).toList())),
                    (axes, in) -> Arrange.transpose(in.get(0), axes))
            .rows((axes, in, out) -> axes.get(0) == 0 ? RowRules.leading(in.get(0), out) : null)
            .rowAxis((axes, in, out) -> axes.get(out.axis()) == in.get(0).axis())
            .linear()
            .derivatives((call, g) -> transpose(g, inverse(call.attributes())));

    static final Op<Shape> BROADCAST = FAMILY.<Shape>define(
                    "broadcast",
                    (shape, in) -> new Op.Spec(in.get(0).dtype(), shape),
                    (shape, in) -> Arrange.broadcast(in.get(0), shape))
            .keepsRows()
            .linear()
            .pointwise(shape -> Pointwise.COPY)
            .derivatives((call, g) -> sumTo(g, call.input(0).shape()));

    Shaping() {}

    public static Tensor reshape(Tensor x, Shape shape) {
        if (x.shape().size() != shape.size()) {
            throw new TensorException("Cannot reshape " + x.shape() + " to " + shape + ": "
                    + x.shape().size() + " elements are not " + shape.size() + ".");
        }
        return shape.equals(x.shape()) ? x : bind(RESHAPE, shape, x);
    }

    /** One size can be -1: it is inferred. */
    public static Tensor reshape(Tensor x, int... dims) {
        long known = 1;
        int inferred = -1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1 && inferred < 0) {
                inferred = i;
            } else {
                known *= dims[i];
            }
        }
        int[] resolved = dims.clone();
        if (inferred >= 0) {
            if (known <= 0 || x.shape().size() % known != 0) {
                throw new TensorException("Cannot reshape " + x.shape() + " to " + Arrays.toString(dims)
                        + ": no integer size fits the -1.");
            }
            resolved[inferred] = Math.toIntExact(x.shape().size() / known);
        }
        return reshape(x, Shape.of(resolved));
    }

    /** Axis i of the result is axis {@code axes[i]} of x; no axes given reverses them. */
    public static Tensor transpose(Tensor x, int... axes) {
        int rank = x.shape().rank();
        List<Integer> order = axes.length == 0
                ? IntStream.range(0, rank).map(i -> rank - 1 - i).boxed().toList()
                : IntStream.of(axes).map(x.shape()::axis).boxed().toList();
        if (order.size() != rank || order.stream().distinct().count() != rank) {
            throw new TensorException("Invalid axes: " + Arrays.toString(axes) + " (a permutation of the " + rank
                    + " axes of " + x.shape() + ")");
        }
        return transpose(x, order);
    }

    private static Tensor transpose(Tensor x, List<Integer> order) {
        return order.isEmpty() ? x : bind(TRANSPOSE, order, x);
    }

    /** Applies a function of the last axis to a different axis. */
    static Tensor overLastAxis(Tensor x, int axis, UnaryOperator<Tensor> function) {
        int last = x.shape().rank() - 1;
        int resolved = x.shape().axis(axis);
        if (resolved == last) {
            return function.apply(x);
        }
        List<Integer> swapped =
                new ArrayList<>(IntStream.rangeClosed(0, last).boxed().toList());
        Collections.swap(swapped, resolved, last);
        return transpose(function.apply(transpose(x, swapped)), swapped);
    }

    /** Repeats x along axes of size 1 and along new leading axes. */
    public static Tensor broadcastTo(Tensor x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        if (!Shape.broadcast(x.shape(), shape).equals(shape)) {
            throw new TensorException("Cannot broadcast " + x.shape() + " to " + shape + ".");
        }
        return bind(BROADCAST, shape, x);
    }

    /** The adjoint of {@code broadcastTo}: sums over the repeated axes. */
    public static Tensor sumTo(Tensor x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        int extra = x.shape().rank() - shape.rank();
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            if (axis < extra || (shape.dim(axis - extra) == 1 && x.shape().dim(axis) != 1)) {
                axes.add(axis);
            }
        }
        Tensor sum = bind(Reductions.SUM, new Reductions.Axes(List.copyOf(axes), false), x);
        return reshape(sum, shape);
    }

    /** Inserts an axis of size 1 at this index of the result's shape. */
    public static Tensor expandDims(Tensor x, int axis) {
        int rank = x.shape().rank() + 1;
        int at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank) {
            throw new TensorException("Invalid axis: " + axis + " (an index into the result's " + rank + " axes; x is "
                    + x.shape() + ")");
        }
        List<Integer> dims = new ArrayList<>(x.shape().asList());
        dims.add(at, 1);
        return reshape(x, Shape.of(dims));
    }

    /** Removes the given axes of size 1; no axes given means all of size 1. */
    public static Tensor squeeze(Tensor x, int... axes) {
        List<Integer> dropped = axes.length == 0
                ? IntStream.range(0, x.shape().rank())
                        .filter(axis -> x.shape().dim(axis) == 1)
                        .boxed()
                        .toList()
                : Inputs.axes(x.shape(), axes);
        for (int axis : dropped) {
            if (x.shape().dim(axis) != 1) {
                throw new TensorException("Cannot squeeze axis " + axis + " of " + x.shape() + ": its size is "
                        + x.shape().dim(axis) + ", not 1.");
            }
        }
        return reshape(x, x.shape().reduce(dropped, false));
    }

    /** Repeats x along each axis the given number of times. */
    public static Tensor tile(Tensor x, int... times) {
        Shape shape = x.shape();
        if (times.length != shape.rank() || IntStream.of(times).anyMatch(n -> n < 0)) {
            throw new TensorException("Invalid times: " + Arrays.toString(times) + " (one number >= 0 for each"
                    + " of the " + shape.rank() + " axes of " + shape + ")");
        }
        // Each repeated axis gets a new axis in front of it, which is then broadcast.
        List<Integer> separated = new ArrayList<>();
        List<Integer> repeated = new ArrayList<>();
        int[] tiled = shape.dims();
        for (int axis = 0; axis < times.length; axis++) {
            if (times[axis] != 1) {
                separated.add(1);
                repeated.add(times[axis]);
                tiled[axis] *= times[axis];
            }
            separated.add(shape.dim(axis));
            repeated.add(shape.dim(axis));
        }
        return reshape(broadcastTo(reshape(x, Shape.of(separated)), Shape.of(repeated)), Shape.of(tiled));
    }

    /** The number of positions on the axes in front of the row axis. */
    private static long inFront(RowFlow.Operand operand) {
        long size = 1;
        for (int axis = 0; axis < operand.axis(); axis++) {
            size *= operand.shape().dim(axis);
        }
        return size;
    }

    private static List<Integer> inverse(List<Integer> order) {
        Integer[] inverse = new Integer[order.size()];
        for (int i = 0; i < inverse.length; i++) {
            inverse[order.get(i)] = i;
        }
        return List.of(inverse);
    }
}
