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

    /** Of float32 elements side by side: some lines are read at once, and each is gone through without a branch first. */
    private static PreparedKernel ofLines(Lines sizes) {
        int most = Math.min(sizes.outer(), Math.max(1, BLOCK / sizes.count()));
        float[] read = new float[most * sizes.count()];
        long[] places = new long[most];
        return new JavaKernel(1, (in, out) -> {
            for (int first = 0; first < sizes.outer(); first += most) {
                int lines = Math.min(most, sizes.outer() - first);
                in[0].read(first * sizes.count(), read, 0, lines * sizes.count());
                for (int line = 0; line < lines; line++) {
                    int from = line * sizes.count();
                    places[line] = first(extreme(read, from, sizes), read, from);
                }
                out.writeWhole(first, places, lines);
            }
        });
    }

    private static float extreme(float[] x, int from, Lines sizes) {
        float extreme = x[from];
        if (sizes.largest()) {
            for (int i = 1; i < sizes.count(); i++) {
                extreme = Math.max(extreme, x[from + i]);
            }
        } else {
            for (int i = 1; i < sizes.count(); i++) {
                extreme = Math.min(extreme, x[from + i]);
            }
        }
        return extreme;
    }

    /** How far from a place on the first element equal to one of them is; NaN equals NaN. */
    private static int first(float wanted, float[] x, int from) {
        int at = from;
        if (Float.isNaN(wanted)) {
            while (!Float.isNaN(x[at])) {
                at++;
            }
        } else {
            while (x[at] != wanted) {
                at++;
            }
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
