package io.kindling.tensor;

import java.util.List;

/** Where the extremes along an axis are: int64 indices of the first one. NaN counts as the extreme, as in NumPy. */
public final class ArgExtreme {
    /** What is prepared: extremes along the middle axis of (outer, count, inner). */
    private record Lines(boolean largest, boolean floating, int outer, int count, int inner) {}

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
                new Lines(largest, x.dtype().isFloating(), outer, count, inner),
                ArgExtreme::prepare,
                DType.INT64,
                shape,
                x);
    }

    private static PreparedKernel prepare(Lines sizes) {
        return new JavaKernel(1, (in, out) -> {
            int places = sizes.outer() * sizes.inner();
            for (int place = 0; place < places; place++) {
                int start = place / sizes.inner() * sizes.count() * sizes.inner() + place % sizes.inner();
                out.put(place, sizes.floating() ? ofNumbers(in[0], start, sizes) : ofWhole(in[0], start, sizes));
            }
        });
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
