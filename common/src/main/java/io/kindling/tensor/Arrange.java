package io.kindling.tensor;

import java.util.List;

/** Kernels that move elements without computing. Boxes are given by an element and a size for each axis. */
public final class Arrange {
    private Arrange() {}

    /** The same elements under another shape of the same size; shares the memory. */
    public static Tensor reshape(Tensor x, Shape shape) {
        return Memory.reshaped(x, shape);
    }

    /** Axis i of the result is axis {@code axes[i]} of x. */
    public static Tensor transpose(Tensor x, List<Integer> axes) {
        int[] strides = Strided.of(x.shape());
        int[] permuted = axes.stream().mapToInt(axis -> strides[axis]).toArray();
        Shape shape = Shape.of(axes.stream().map(x.shape()::dim).toList());
        return gathered(x, 0, permuted, shape);
    }

    /** x repeated along the axes where it has size 1, and along new axes in front, by NumPy's rule. */
    public static Tensor broadcast(Tensor x, Shape shape) {
        int[] strides = Strided.of(x.shape());
        int[] repeated = new int[shape.rank()];
        int added = shape.rank() - x.shape().rank();
        for (int axis = added; axis < repeated.length; axis++) {
            repeated[axis] = x.shape().dim(axis - added) == 1 ? 0 : strides[axis - added];
        }
        return gathered(x, 0, repeated, shape);
    }

    /** The box of x that begins at {@code begin}. */
    public static Tensor slice(Tensor x, Shape begin, Shape size) {
        int[] strides = Strided.of(x.shape());
        return gathered(x, offset(begin, strides), strides, size);
    }

    /** An array of the given shape with x in the box that begins at {@code begin}, and {@code value} around it. */
    public static Tensor pad(Tensor x, Shape begin, Shape shape, double value) {
        Tensor out = Tensor.full(x.dtype(), shape, value);
        place(x, out, offset(begin, Strided.of(shape)));
        return out;
    }

    /** The parts one behind another along an axis; {@code shape} is what that makes. */
    public static Tensor concat(List<Tensor> parts, int axis, Shape shape) {
        Tensor out = Memory.allocate(parts.get(0).dtype(), shape);
        int stride = Strided.of(shape)[axis];
        int at = 0;
        for (Tensor part : parts) {
            place(part, out, at * stride);
            at += part.shape().dim(axis);
        }
        return out;
    }

    private static Tensor gathered(Tensor x, int first, int[] strides, Shape shape) {
        Tensor out = Memory.allocate(x.dtype(), shape);
        Strided.copy(x, first, strides, out, 0, Strided.of(shape), shape.dims());
        return out;
    }

    private static void place(Tensor x, Tensor into, int first) {
        Strided.copy(
                x,
                0,
                Strided.of(x.shape()),
                into,
                first,
                Strided.of(into.shape()),
                x.shape().dims());
    }

    private static int offset(Shape begin, int[] strides) {
        int offset = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            offset += begin.dim(axis) * strides[axis];
        }
        return offset;
    }
}
