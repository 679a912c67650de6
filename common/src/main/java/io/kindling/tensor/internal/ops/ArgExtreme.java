package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Elements;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.kernel.JavaKernel;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.OrderedBits;
import java.util.List;

/** Argmax and argmin along an axis: int64 indices of the first extreme. A NaN counts as the extreme, as in NumPy. */
public final class ArgExtreme {
    /** Elements read per block. */
    private static final int BLOCK = 512;

    /** The sizes of a kernel: extremes along the middle axis of (outer, count, inner). */
    private record Lines(boolean largest, DType dtype, int outer, int count, int inner) {}

    private ArgExtreme() {}

    public static Tensor argmax(Tensor x, int axis) {
        return along(x, axis, true);
    }

    public static Tensor argmin(Tensor x, int axis) {
        return along(x, axis, false);
    }

    private static Tensor along(Tensor x, int axis, boolean largest) {
        Shape shape = x.shape().reduce(List.of(axis), false);
        if (shape.size() == 0) {
            return Memory.allocate(DType.INT64, shape);
        }
        int count = x.shape().dim(axis);
        if (count == 0) {
            throw new TensorException("Cannot compute " + (largest ? "argmax" : "argmin") + ": axis " + axis + " of "
                    + x.shape() + " has no elements.");
        }
        int inner = Math.toIntExact(x.shape().dropFirst(axis + 1).size());
        int outer = Math.toIntExact(shape.size()) / inner;
        return PreparedKernels.run(
                new Lines(largest, x.dtype(), outer, count, inner), ArgExtreme::prepare, DType.INT64, shape, x);
    }

    private static PreparedKernel prepare(Lines sizes) {
        return sizes.dtype() == DType.FLOAT32 && sizes.inner() == 1
                ? prepareContiguous(sizes)
                : new JavaKernel(1, (in, out) -> {
                    int results = sizes.outer() * sizes.inner();
                    for (int place = 0; place < results; place++) {
                        int start = place / sizes.inner() * sizes.count() * sizes.inner() + place % sizes.inner();
                        out.put(
                                place,
                                sizes.dtype().isFloating()
                                        ? indexAmongFloating(in[0], start, sizes)
                                        : indexAmongIntegers(in[0], start, sizes));
                    }
                });
    }

    /**
     * Prepares the kernel for float32 elements that are contiguous along the axis; it processes several lines per
     * block. The elements are read as {@link OrderedBits}, so that no branch depends on their values and the JVM
     * vectorizes most of the loops.
     */
    private static PreparedKernel prepareContiguous(Lines sizes) {
        int maxLines = Math.min(sizes.outer(), Math.max(1, BLOCK / sizes.count()));
        int[] read = new int[maxLines * sizes.count()];
        long[] indices = new long[maxLines];
        return new JavaKernel(1, (in, out) -> {
            for (int first = 0; first < sizes.outer(); first += maxLines) {
                int lines = Math.min(maxLines, sizes.outer() - first);
                in[0].readBits(first * sizes.count(), read, lines * sizes.count());
                OrderedBits.order(read, lines * sizes.count(), !sizes.largest());
                for (int line = 0; line < lines; line++) {
                    indices[line] = offsetOfGreatest(read, line * sizes.count(), sizes.count());
                }
                out.writeLongs(first, indices, lines);
            }
        });
    }

    /** Returns the offset from {@code from} of the first of the greatest of {@code count} numbers. */
    private static int offsetOfGreatest(int[] x, int from, int count) {
        int greatest = OrderedBits.greatest(x, from, count);
        int at = from;
        while (x[at] != greatest) {
            at++;
        }
        return at - from;
    }

    private static long indexAmongFloating(Elements x, int start, Lines sizes) {
        int best = 0;
        double extreme = x.doubleAt(start);
        for (int i = 1; i < sizes.count() && !Double.isNaN(extreme); i++) {
            double value = x.doubleAt(start + i * sizes.inner());
            if (sizes.largest() ? !(value <= extreme) : !(value >= extreme)) {
                best = i;
                extreme = value;
            }
        }
        return best;
    }

    private static long indexAmongIntegers(Elements x, int start, Lines sizes) {
        int best = 0;
        long extreme = x.longAt(start);
        for (int i = 1; i < sizes.count(); i++) {
            long value = x.longAt(start + i * sizes.inner());
            if (sizes.largest() ? value > extreme : value < extreme) {
                best = i;
                extreme = value;
            }
        }
        return best;
    }
}
