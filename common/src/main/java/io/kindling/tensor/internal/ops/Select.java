package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.kernel.JavaKernel;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.Loops;
import io.kindling.tensor.internal.loop.Pointwise;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Kernels that select elements by a condition or by index. */
public final class Select {
    private Select() {}

    /**
     * Returns a where the condition holds, else b; all three broadcast to {@code shape}. Elements that are not selected
     * have no effect, even if they are NaN.
     */
    public static Tensor where(Tensor condition, Tensor a, Tensor b, Shape shape) {
        PointwiseChain chain = a.dtype() == DType.FLOAT32 && shape.size() > 0
                ? PointwiseChain.of(Pointwise.WHERE, DType.FLOAT32, shape, condition, a, b)
                : null;
        if (chain != null) {
            return PreparedKernels.run(chain, PointwiseChain::prepare, DType.FLOAT32, shape, condition, a, b);
        }
        Tensor out = Memory.allocate(a.dtype(), shape);
        if (shape.size() == 0) {
            return out;
        }
        Tensor flags = Pairwise.broadcast(condition, shape);
        Tensor yes = Pairwise.broadcast(a, shape);
        Tensor no = Pairwise.broadcast(b, shape);
        try {
            pick(flags, yes, no, out);
        } finally {
            Reference.reachabilityFence(flags);
            Reference.reachabilityFence(yes);
            Reference.reachabilityFence(no);
        }
        return out;
    }

    private static void pick(Tensor flags, Tensor yes, Tensor no, Tensor out) {
        // An operand with a single element is not broadcast but read with step 0.
        int flagStep = step(flags);
        int yesStep = step(yes);
        int noStep = step(no);
        ByteBuffer flag = flags.buffer();
        int size = size(out.shape());
        switch (out.dtype().bytes()) {
            case 1 -> {
                ByteBuffer from = yes.buffer();
                ByteBuffer other = no.buffer();
                ByteBuffer to = out.buffer();
                for (int i = 0; i < size; i++) {
                    to.put(i, flag.get(i * flagStep) != 0 ? from.get(i * yesStep) : other.get(i * noStep));
                }
            }
            case 4 -> {
                IntBuffer from = yes.buffer().asIntBuffer();
                IntBuffer other = no.buffer().asIntBuffer();
                IntBuffer to = out.buffer().asIntBuffer();
                for (int i = 0; i < size; i++) {
                    to.put(i, flag.get(i * flagStep) != 0 ? from.get(i * yesStep) : other.get(i * noStep));
                }
            }
            default -> {
                LongBuffer from = yes.buffer().asLongBuffer();
                LongBuffer other = no.buffer().asLongBuffer();
                LongBuffer to = out.buffer().asLongBuffer();
                for (int i = 0; i < size; i++) {
                    to.put(i, flag.get(i * flagStep) != 0 ? from.get(i * yesStep) : other.get(i * noStep));
                }
            }
        }
    }

    /** Returns 1 at the index and 0 elsewhere along a new last axis; all 0 if the index is out of range. */
    public static Tensor oneHot(Tensor indices, int classes, DType dtype) {
        Shape shape = indices.shape().append(classes);
        if (shape.size() == 0) {
            return Memory.allocate(dtype, shape);
        }
        return PreparedKernels.run(
                new OneHot(size(indices.shape()), classes, dtype), Select::prepare, dtype, shape, indices);
    }

    /** The sizes of a one-hot encoding. */
    private record OneHot(int count, int classes, DType dtype) {}

    private static PreparedKernel prepare(OneHot sizes) {
        return new JavaKernel(1, (in, out) -> {
            for (int i = 0; i < sizes.count(); i++) {
                long hot = in[0].longAt(i);
                for (int c = 0; c < sizes.classes(); c++) {
                    out.put(i * sizes.classes() + c, c == hot ? 1.0 : 0.0);
                }
            }
        });
    }

    /** Returns the slices of x at the given indices along an axis: shape x[:axis] + indices + x[axis+1:]. */
    public static Tensor gather(Tensor x, Tensor indices, int axis, Shape shape) {
        if (shape.size() == 0) {
            checked(indices, x.shape().dim(axis), x.shape(), axis);
            return Memory.allocate(x.dtype(), shape);
        }
        return PreparedKernels.run(
                new Gather(x.dtype(), x.shape(), axis, size(indices.shape())),
                Gather::prepare,
                x.dtype(),
                shape,
                x,
                indices);
    }

    /** The sizes of a gather with this many indices. */
    private record Gather(DType dtype, Shape shape, int axis, int indices) {
        PreparedKernel prepare() {
            int count = shape.dim(axis);
            int inner = size(shape.dropFirst(axis + 1));
            int outer = size(shape) / inner / count;
            int run = inner * dtype.bytes();
            int[] at = new int[indices];
            return new JavaKernel(2, (in, out) -> {
                for (int i = 0; i < indices; i++) {
                    at[i] = require(in[1].longAt(i), count, shape, axis);
                }
                int place = 0;
                for (int o = 0; o < outer; o++) {
                    for (int index : at) {
                        out.bytes().put(place, in[0].bytes(), (o * count + index) * run, run);
                        place += run;
                    }
                }
            });
        }
    }

    /** The adjoint of {@link #gather}: adds each slice of x, in order, at its index to zeros of the given shape. */
    public static Tensor scatterAdd(Tensor x, Tensor indices, int axis, Shape shape) {
        int[] at = checked(indices, shape.dim(axis), shape, axis);
        if (x.shape().size() == 0 || shape.size() == 0) {
            return Tensor.zeros(x.dtype(), shape);
        }
        int inner = size(shape.dropFirst(axis + 1));
        int outer = size(shape) / inner / shape.dim(axis);
        double[] from = x.doubles();
        double[] to = new double[size(shape)];
        int place = 0;
        for (int o = 0; o < outer; o++) {
            for (int index : at) {
                int target = (o * shape.dim(axis) + index) * inner;
                for (int i = 0; i < inner; i++) {
                    to[target + i] += from[place++];
                }
            }
        }
        return Loops.tensor(x.dtype(), shape, to);
    }

    private static int[] checked(Tensor indices, int count, Shape shape, int axis) {
        return Arrays.stream(indices.longs())
                .mapToInt(index -> require(index, count, shape, axis))
                .toArray();
    }

    private static int require(long index, int count, Shape shape, int axis) {
        if (index < 0 || index >= count) {
            throw new TensorException("Invalid index: " + index + " (axis " + axis + " of " + shape + " has " + count
                    + " elements, counted from 0)");
        }
        return (int) index;
    }

    private static int step(Tensor x) {
        return x.shape().size() == 1 ? 0 : 1;
    }

    private static int size(Shape shape) {
        return Math.toIntExact(shape.size());
    }
}
