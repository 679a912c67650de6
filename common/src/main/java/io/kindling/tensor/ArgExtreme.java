package io.kindling.tensor;

import java.util.List;

/** Where the extremes along an axis are: int64 indices of the first one. NaN counts as the extreme, as in NumPy. */
public final class ArgExtreme {
    /** Whether the element at a place in the array replaces the best one so far. */
    private interface Rule {
        boolean replaces(int best, int place);
    }

    private ArgExtreme() {}

    public static Tensor argmax(Tensor x, int axis) {
        if (x.dtype().isFloating()) {
            double[] v = x.doubles();
            return first(x.shape(), axis, (best, i) -> !Double.isNaN(v[best]) && !(v[i] <= v[best]));
        }
        long[] v = x.longs();
        return first(x.shape(), axis, (best, i) -> v[i] > v[best]);
    }

    public static Tensor argmin(Tensor x, int axis) {
        if (x.dtype().isFloating()) {
            double[] v = x.doubles();
            return first(x.shape(), axis, (best, i) -> !Double.isNaN(v[best]) && !(v[i] >= v[best]));
        }
        long[] v = x.longs();
        return first(x.shape(), axis, (best, i) -> v[i] < v[best]);
    }

    private static Tensor first(Shape shape, int axis, Rule rule) {
        Tensor out = Memory.allocate(DType.INT64, shape.reduce(List.of(axis), false));
        long[] found = new long[Math.toIntExact(out.shape().size())];
        int count = shape.dim(axis);
        int inner = Math.toIntExact(shape.dropFirst(axis + 1).size());
        for (int at = 0; at < found.length; at++) {
            int start = at / inner * count * inner + at % inner;
            int best = 0;
            for (int i = 1; i < count; i++) {
                if (rule.replaces(start + best * inner, start + i * inner)) {
                    best = i;
                }
            }
            found[at] = best;
        }
        Memory.write(out, found);
        return out;
    }
}
