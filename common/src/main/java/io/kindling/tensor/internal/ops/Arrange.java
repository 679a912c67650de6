package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.JavaKernel;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.Strided;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;

/**
 * Kernels that rearrange elements without arithmetic. A box is given by its first element and its size along each axis.
 */
public final class Arrange {
    private Arrange() {}

    /** Returns the same elements in another shape of the same size; shares the memory. */
    public static Tensor reshape(Tensor x, Shape shape) {
        return Memory.reshaped(x, shape);
    }

    /** Permutes the axes: axis i of the result is axis {@code axes[i]} of x. */
    public static Tensor transpose(Tensor x, List<Integer> axes) {
        int[] strides = Strided.of(x.shape());
        int[] permuted = axes.stream().mapToInt(axis -> strides[axis]).toArray();
        Shape shape = Shape.of(axes.stream().map(x.shape()::dim).toList());
        return stridedCopy(x, 0, permuted, shape);
    }

    /** Repeats x along its axes of size 1 and along new leading axes, by NumPy's broadcasting rule. */
    public static Tensor broadcast(Tensor x, Shape shape) {
        int[] strides = Strided.of(x.shape());
        int[] repeated = new int[shape.rank()];
        int added = shape.rank() - x.shape().rank();
        for (int axis = added; axis < repeated.length; axis++) {
            repeated[axis] = x.shape().dim(axis - added) == 1 ? 0 : strides[axis - added];
        }
        return stridedCopy(x, 0, repeated, shape);
    }

    /** Returns the box of x that begins at {@code begin}. */
    public static Tensor slice(Tensor x, Shape begin, Shape size) {
        int[] strides = Strided.of(x.shape());
        return stridedCopy(x, offset(begin, strides), strides, size);
    }

    /**
     * Returns an array of the given shape that holds x in the box beginning at {@code begin}, and {@code value}
     * elsewhere.
     */
    public static Tensor pad(Tensor x, Shape begin, Shape shape, double value) {
        return x.shape().size() == 0
                ? Tensor.full(x.dtype(), shape, value)
                : PreparedKernels.run(
                        new Padding(x.dtype(), x.shape(), begin, shape, value), Padding::prepare, x.dtype(), shape, x);
    }

    /** Concatenates the parts along an axis; {@code shape} is the shape of the result. */
    public static Tensor concat(List<Tensor> parts, int axis, Shape shape) {
        DType dtype = parts.get(0).dtype();
        List<Tensor> nonEmpty =
                parts.stream().filter(part -> part.shape().size() > 0).toList();
        if (nonEmpty.isEmpty()) {
            return Memory.allocate(dtype, shape);
        }
        return PreparedKernels.run(
                new Concatenation(dtype, nonEmpty.stream().map(Tensor::shape).toList(), axis, shape),
                Concatenation::prepare,
                dtype,
                shape,
                nonEmpty.toArray(Tensor[]::new));
    }

    /** The sizes of a concatenation; no part is empty. */
    private record Concatenation(DType dtype, List<Shape> parts, int axis, Shape shape) {
        PreparedKernel prepare() {
            int[] strides = Strided.of(shape);
            Strided[] copies = new Strided[parts.size()];
            int at = 0;
            for (int i = 0; i < copies.length; i++) {
                Shape part = parts.get(i);
                copies[i] = new Strided(dtype, 0, Strided.of(part), at * strides[axis], strides, part.dims());
                at += part.dim(axis);
            }
            return new JavaKernel(copies.length, (in, out) -> {
                for (int i = 0; i < copies.length; i++) {
                    copies[i].run(in[i].bytes(), out.bytes());
                }
            });
        }
    }

    /** The sizes of a strided copy: it reads from element {@code first} on, with these strides. */
    private record StridedCopy(DType dtype, int first, List<Integer> strides, Shape shape) {
        PreparedKernel prepare() {
            int[] from = strides.stream().mapToInt(Integer::intValue).toArray();
            Strided copy = new Strided(dtype, first, from, 0, Strided.of(shape), shape.dims());
            return new JavaKernel(1, (in, out) -> copy.run(in[0].bytes(), out.bytes()));
        }
    }

    /** The sizes of a padding: the box within an array, and the value around it. */
    private record Padding(DType dtype, Shape box, Shape begin, Shape shape, double value) {
        /** Elements of the border written per call. */
        private static final int RUN = 1024;

        PreparedKernel prepare() {
            int[] strides = Strided.of(shape);
            Strided copy = new Strided(dtype, 0, Strided.of(box), offset(begin, strides), strides, box.dims());
            int size = Math.toIntExact(Math.multiplyExact(shape.size(), (long) dtype.bytes()));
            byte[] border = new byte[Math.min(size, RUN * dtype.bytes())];
            Tensor filled = Tensor.full(dtype, Shape.of(border.length / dtype.bytes()), value);
            try {
                filled.buffer().get(0, border);
            } finally {
                Reference.reachabilityFence(filled);
            }
            return new JavaKernel(1, (in, out) -> {
                for (int at = 0; at < size; at += border.length) {
                    out.bytes().put(at, border, 0, Math.min(border.length, size - at));
                }
                copy.run(in[0].bytes(), out.bytes());
            });
        }
    }

    private static Tensor stridedCopy(Tensor x, int first, int[] strides, Shape shape) {
        return shape.size() == 0
                ? Memory.allocate(x.dtype(), shape)
                : PreparedKernels.run(
                        new StridedCopy(
                                x.dtype(), first, Arrays.stream(strides).boxed().toList(), shape),
                        StridedCopy::prepare,
                        x.dtype(),
                        shape,
                        x);
    }

    private static int offset(Shape begin, int[] strides) {
        int offset = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            offset += begin.dim(axis) * strides[axis];
        }
        return offset;
    }
}
