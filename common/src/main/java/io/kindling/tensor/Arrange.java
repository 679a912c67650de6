package io.kindling.tensor;

import java.lang.ref.Reference;
import java.util.Arrays;
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
        return x.shape().size() == 0
                ? Tensor.full(x.dtype(), shape, value)
                : PreparedKernels.run(
                        new Framed(x.dtype(), x.shape(), begin, shape, value), Framed::prepare, x.dtype(), shape, x);
    }

    /** The parts one behind another along an axis; {@code shape} is what that makes. */
    public static Tensor concat(List<Tensor> parts, int axis, Shape shape) {
        DType dtype = parts.get(0).dtype();
        List<Tensor> some =
                parts.stream().filter(part -> part.shape().size() > 0).toList();
        if (some.isEmpty()) {
            return Memory.allocate(dtype, shape);
        }
        return PreparedKernels.run(
                new Joined(dtype, some.stream().map(Tensor::shape).toList(), axis, shape),
                Joined::prepare,
                dtype,
                shape,
                some.toArray(Tensor[]::new));
    }

    /** What is prepared for parts, none of them empty. */
    private record Joined(DType dtype, List<Shape> parts, int axis, Shape shape) {
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

    /** What is prepared for elements of another array, which begin at one and lie at these distances. */
    private record Gathered(DType dtype, int first, List<Integer> strides, Shape shape) {
        PreparedKernel prepare() {
            int[] from = strides.stream().mapToInt(Integer::intValue).toArray();
            Strided copy = new Strided(dtype, first, from, 0, Strided.of(shape), shape.dims());
            return new JavaKernel(1, (in, out) -> copy.run(in[0].bytes(), out.bytes()));
        }
    }

    /** What is prepared for a box in an array, and what surrounds it. */
    private record Framed(DType dtype, Shape box, Shape begin, Shape shape, double value) {
        /** Elements of the surroundings that are written at once. */
        private static final int RUN = 1024;

        PreparedKernel prepare() {
            int[] strides = Strided.of(shape);
            Strided copy = new Strided(dtype, 0, Strided.of(box), offset(begin, strides), strides, box.dims());
            int size = Math.toIntExact(Math.multiplyExact(shape.size(), (long) dtype.bytes()));
            byte[] around = new byte[Math.min(size, RUN * dtype.bytes())];
            Tensor some = Tensor.full(dtype, Shape.of(around.length / dtype.bytes()), value);
            try {
                some.buffer().get(0, around);
            } finally {
                Reference.reachabilityFence(some);
            }
            return new JavaKernel(1, (in, out) -> {
                for (int at = 0; at < size; at += around.length) {
                    out.bytes().put(at, around, 0, Math.min(around.length, size - at));
                }
                copy.run(in[0].bytes(), out.bytes());
            });
        }
    }

    private static Tensor gathered(Tensor x, int first, int[] strides, Shape shape) {
        return shape.size() == 0
                ? Memory.allocate(x.dtype(), shape)
                : PreparedKernels.run(
                        new Gathered(
                                x.dtype(), first, Arrays.stream(strides).boxed().toList(), shape),
                        Gathered::prepare,
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
