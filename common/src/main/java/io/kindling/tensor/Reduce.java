package io.kindling.tensor;

import java.util.List;

/** Kernels that fold axes: axes are resolved, distinct and in order; an empty sum is 0. */
public final class Reduce {
    private Reduce() {}

    public static Tensor sum(Tensor x, List<Integer> axes, boolean keepDims) {
        return reduce(x, axes, keepDims, 0, "reduce_sum");
    }

    /** An empty maximum is the least number; NaN where an element is, in Java: ND4J would skip it. */
    public static Tensor max(Tensor x, List<Integer> axes, boolean keepDims) {
        return x.dtype().isFloating()
                ? Loops.fold(x, axes, keepDims, Double.NEGATIVE_INFINITY, Math::max)
                : reduce(x, axes, keepDims, Double.NEGATIVE_INFINITY, "reduce_max");
    }

    /** An empty minimum is the greatest number; NaN where an element is. */
    public static Tensor min(Tensor x, List<Integer> axes, boolean keepDims) {
        return x.dtype().isFloating()
                ? Loops.fold(x, axes, keepDims, Double.POSITIVE_INFINITY, Math::min)
                : reduce(x, axes, keepDims, Double.POSITIVE_INFINITY, "reduce_min");
    }

    private static Tensor reduce(Tensor x, List<Integer> axes, boolean keepDims, double ofNothing, String name) {
        Shape shape = x.shape().reduce(axes, keepDims);
        if (x.shape().size() == 0) {
            return Tensor.full(x.dtype(), shape, ofNothing);
        }
        if (axes.isEmpty()) {
            return Arrange.reshape(x, shape);
        }
        Tensor out = Memory.allocate(x.dtype(), shape);
        Nd4jCall.fold(name, out, x, keepDims, axes.stream().mapToLong(Integer::longValue).toArray());
        return out;
    }
}
