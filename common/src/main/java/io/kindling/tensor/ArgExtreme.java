package io.kindling.tensor;

import java.util.List;

/** Where the extremes along an axis are: int64 indices of the first one. NaN counts as the extreme, as in NumPy. */
public final class ArgExtreme {
    /** Elements that are read at once. */
    private static final int BLOCK = 512;

    /** What is prepared: extremes along the middle axis of (outer, count, inner). */
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
            throw new TensorException("Cannot find the " + (largest ? "greatest" : "least") + " of no elements: axis "
                    + axis + " of " + x.shape() + " has none.");
        }
        int inner = Math.toIntExact(x.shape().dropFirst(axis + 1).size());
        int outer = Math.toIntExact(shape.size()) / inner;
        return PreparedKernels.run(
                new Lines(largest, x.dtype(), outer, count, inner), ArgExtreme::prepare, DType.INT64, shape, x);
    }

    private static PreparedKernel prepare(Lines sizes) {
        return sizes.dtype() == DType.FLOAT32 && sizes.inner() == 1
                ? ofLines(sizes)
                : new JavaKernel(1, (in, out) -> {
                    int places = sizes.outer() * sizes.inner();
                    for (int place = 0; place < places; place++) {
                        int start = place / sizes.inner() * sizes.count() * sizes.inner() + place % sizes.inner();
                        out.put(
                                place,
                                sizes.dtype().isFloating()
                                        ? ofNumbers(in[0], start, sizes)
                                        : ofWhole(in[0], start, sizes));
                    }
                });
    }

    /**
     * Of float32 elements side by side, some lines at a time. They are read as {@link OrderedBits}: so no branch
     * depends on what they hold, and the JVM makes vector instructions of most.
     */
    private static PreparedKernel ofLines(Lines sizes) {
        int most = Math.min(sizes.outer(), Math.max(1, BLOCK / sizes.count()));
        int[] read = new int[most * sizes.count()];
        long[] places = new long[most];
        return new JavaKernel(1, (in, out) -> {
            for (int first = 0; first < sizes.outer(); first += most) {
                int lines = Math.min(most, sizes.outer() - first);
                in[0].readBits(first * sizes.count(), read, lines * sizes.count());
                OrderedBits.order(read, lines * sizes.count(), !sizes.largest());
                for (int line = 0; line < lines; line++) {
                    places[line] = first(read, line * sizes.count(), sizes.count());
                }
                out.writeWhole(first, places, lines);
            }
        });
    }

    /** How far from a place on the first of the greatest numbers is, of so many. */
    private static int first(int[] x, int from, int count) {
        int greatest = OrderedBits.greatest(x, from, count);
        int at = from;
        while (x[at] != greatest) {
            at++;
        }
        return at - from;
    }

    private static long ofNumbers(Elements x, int start, Lines sizes) {
        int best = 0;
        double extreme = x.real(start);
        for (int i = 1; i < sizes.count() && !Double.isNaN(extreme); i++) {
            double value = x.real(start + i * sizes.inner());
            if (sizes.largest() ? !(value <= extreme) : !(value >= extreme)) {
                best = i;
                extreme = value;
            }
        }
        return best;
    }

    private static long ofWhole(Elements x, int start, Lines sizes) {
        int best = 0;
        long extreme = x.whole(start);
        for (int i = 1; i < sizes.count(); i++) {
            long value = x.whole(start + i * sizes.inner());
            if (sizes.largest() ? value > extreme : value < extreme) {
                best = i;
                extreme = value;
            }
        }
        return best;
    }
}
