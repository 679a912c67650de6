package io.kindling.autodiff.op;

import static io.kindling.autodiff.internal.Interpreter.bind;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpFamily;
import io.kindling.autodiff.internal.RowFlow;
import io.kindling.autodiff.internal.RowRules;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.ops.Arrange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Slicing, padding, splitting and joining of tensors. Negative axes count from the end. */
class Slicing extends Shaping {
    /** The first element and the size of a box, along each axis. */
    record Box(Shape begin, Shape size) {}

    /** The position of the input in the output, the output's shape, and the value around the input. */
    record Frame(Shape begin, Shape shape, double value) {}

    static final OpFamily FAMILY = new OpFamily("slicing");

    static final Op<Box> SLICE = FAMILY.<Box>define(
                    "slice",
                    (box, in) -> new Op.Spec(in.get(0).dtype(), box.size()),
                    (box, in) -> Arrange.slice(in.get(0), box.begin(), box.size()))
            .rows((box, in, out) -> sliced(in.get(0), box))
            .rowAxis(RowRules::alignedFromStart)
            .linear()
            .derivatives((call, g) ->
                    framed(g, call.attributes().begin(), call.input(0).shape(), 0));

    static final Op<Frame> PAD = FAMILY.<Frame>define(
                    "pad",
                    (frame, in) -> new Op.Spec(in.get(0).dtype(), frame.shape()),
                    (frame, in) -> Arrange.pad(in.get(0), frame.begin(), frame.shape(), frame.value()))
            .keepsRowsOfFirst()
            .rowAxis((frame, in, out) -> RowRules.alignedFromStart(frame, in, out) && isWhole(in.get(0), out))
            .linear((frame, index) -> frame.value() == 0)
            .derivatives((call, g) ->
                    boxed(g, call.attributes().begin(), call.input(0).shape()));

    static final Op<Integer> CONCAT = FAMILY.<Integer>define(
                    "concat",
                    Slicing::joined,
                    (axis, in) -> Arrange.concat(in, axis, joined(axis, in).shape()))
            .rows((axis, in, out) -> axis == 0 ? allRows(in) : RowRules.broadcast(in, out))
            .rowAxis((axis, in, out) -> RowRules.alignedFromStart(axis, in, out)
                    && (axis != out.axis() || in.stream().allMatch(RowFlow.Operand::hasRows)))
            .linear()
            .derivativeOfEach((call, g, index) -> {
                int axis = call.attributes();
                int from = 0;
                for (Tensor before : call.inputs().subList(0, index)) {
                    from += before.shape().dim(axis);
                }
                return slice(g, axis, from, call.input(index).shape().dim(axis));
            });

    Slicing() {}

    /** Returns the box of the given size from the given first elements; a size of -1 means up to the end of the axis. */
    public static Tensor slice(Tensor x, int[] begin, int[] size) {
        Shape shape = x.shape();
        boolean fits = begin.length == shape.rank() && size.length == shape.rank();
        int[] sizes = size.clone();
        for (int axis = 0; fits && axis < sizes.length; axis++) {
            sizes[axis] = size[axis] == -1 ? shape.dim(axis) - begin[axis] : size[axis];
            fits = begin[axis] >= 0 && sizes[axis] >= 0 && begin[axis] + sizes[axis] <= shape.dim(axis);
        }
        if (!fits) {
            throw new TensorException("Cannot slice " + shape + " from " + Arrays.toString(begin) + " with size "
                    + Arrays.toString(size) + ": the box must lie inside, with a number for each axis.");
        }
        return boxed(x, Shape.of(begin), Shape.of(sizes));
    }

    /** Returns {@code size} elements from {@code begin} on along one axis, and all elements along the others. */
    public static Tensor slice(Tensor x, int axis, int begin, int size) {
        Shape shape = x.shape();
        int[] begins = new int[shape.rank()];
        int[] sizes = shape.dims();
        begins[shape.axis(axis)] = begin;
        sizes[shape.axis(axis)] = size;
        return slice(x, begins, sizes);
    }

    /** Pads x with a value: adds {@code before} elements in front of x and {@code after} behind it, along each axis. */
    public static Tensor pad(Tensor x, int[] before, int[] after, double value) {
        int rank = x.shape().rank();
        if (before.length != rank || after.length != rank || !nonNegative(before) || !nonNegative(after)) {
            throw new TensorException("Cannot pad " + x.shape() + " by " + Arrays.toString(before) + " before and "
                    + Arrays.toString(after) + " after: a number >= 0 is needed for each axis.");
        }
        int[] dims = x.shape().dims();
        Arrays.setAll(dims, axis -> before[axis] + dims[axis] + after[axis]);
        return framed(x, Shape.of(before), Shape.of(dims), value);
    }

    /** Concatenates tensors along an axis; all other axes must be equal. */
    public static Tensor concat(int axis, Tensor... parts) {
        return concat(axis, List.of(parts));
    }

    /** Concatenates tensors along an axis; all other axes must be equal. */
    public static Tensor concat(int axis, List<Tensor> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("Cannot concatenate: no tensors were given.");
        }
        return parts.size() == 1
                ? parts.get(0)
                : bind(CONCAT, parts.get(0).shape().axis(axis), parts);
    }

    /** Splits x into consecutive parts along an axis; the sizes must sum to the axis' size. */
    public static List<Tensor> split(Tensor x, int axis, int... sizes) {
        int total = IntStream.of(sizes).sum();
        if (total != x.shape().dim(axis)) {
            throw new TensorException("Cannot split axis " + axis + " of " + x.shape() + " into "
                    + Arrays.toString(sizes) + ": the sizes sum to " + total + ", not "
                    + x.shape().dim(axis) + ".");
        }
        List<Tensor> parts = new ArrayList<>();
        int at = 0;
        for (int size : sizes) {
            parts.add(slice(x, axis, at, size));
            at += size;
        }
        return parts;
    }

    /** Stacks tensors of the same shape along a new axis. */
    public static Tensor stack(int axis, List<Tensor> parts) {
        return concat(
                axis, parts.stream().map(part -> Shaping.expandDims(part, axis)).toList());
    }

    /** Returns the slices along an axis, which is removed. */
    public static List<Tensor> unstack(Tensor x, int axis) {
        return IntStream.range(0, x.shape().dim(axis))
                .mapToObj(i -> Shaping.squeeze(slice(x, axis, i, 1), axis))
                .toList();
    }

    private static Tensor boxed(Tensor x, Shape begin, Shape size) {
        return size.equals(x.shape()) ? x : bind(SLICE, new Box(begin, size), x);
    }

    private static Tensor framed(Tensor x, Shape begin, Shape shape, double value) {
        return shape.equals(x.shape()) ? x : bind(PAD, new Frame(begin, shape, value), x);
    }

    private static Op.Spec joined(int axis, List<Tensor> parts) {
        Tensor first = parts.get(0);
        int total = 0;
        for (Tensor part : parts) {
            Inputs.sameType("concatenate", first, part);
            if (part.shape().rank() != first.shape().rank()
                    || !part.shape().with(axis, 0).equals(first.shape().with(axis, 0))) {
                throw new TensorException("Cannot concatenate "
                        + parts.stream().map(Tensor::shape).toList() + " along axis " + axis
                        + ": all other axes must be equal.");
            }
            total += part.shape().dim(axis);
        }
        return new Op.Spec(first.dtype(), first.shape().with(axis, total));
    }

    private static @Nullable Rows sliced(Tensor x, Box box) {
        return x.rows()
                .map(rows -> rows.slice(box.begin().dim(0), box.size().dim(0)))
                .orElse(null);
    }

    /** Returns the rows of all parts; null unless they are known for every part. */
    private static @Nullable Rows allRows(List<Tensor> parts) {
        List<Rows> rows = parts.stream().flatMap(part -> part.rows().stream()).toList();
        return rows.size() == parts.size() ? Rows.concat(rows) : null;
    }

    /** Whether nothing was added along the row axis: such rows would be added once for each shard. */
    private static boolean isWhole(RowFlow.Operand input, RowFlow.Operand output) {
        return input.shape().dim(input.axis()) == output.shape().dim(output.axis());
    }

    private static boolean nonNegative(int[] numbers) {
        return IntStream.of(numbers).allMatch(n -> n >= 0);
    }
}
