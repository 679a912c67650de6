package io.kindling.tensor;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.impl.reduce.same.Max;
import org.nd4j.linalg.api.ops.impl.reduce.same.Min;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.factory.Nd4j;

/** Kernels that fold axes: axes are resolved, distinct and in order; an empty sum is 0. */
public final class Reduce {
    private interface Maker {
        ReduceOp make(INDArray x, INDArray z, boolean keepDims, int... axes);
    }

    private Reduce() {}

    public static Tensor sum(Tensor x, List<Integer> axes, boolean keepDims) {
        return reduce(x, axes, keepDims, 0, Sum::new);
    }

    /** An empty maximum is the least number; NaN where an element is, in Java: ND4J would skip it. */
    public static Tensor max(Tensor x, List<Integer> axes, boolean keepDims) {
        return x.dtype().isFloating()
                ? Loops.fold(x, axes, keepDims, Double.NEGATIVE_INFINITY, Math::max)
                : reduce(x, axes, keepDims, Double.NEGATIVE_INFINITY, Max::new);
    }

    /** An empty minimum is the greatest number; NaN where an element is. */
    public static Tensor min(Tensor x, List<Integer> axes, boolean keepDims) {
        return x.dtype().isFloating()
                ? Loops.fold(x, axes, keepDims, Double.POSITIVE_INFINITY, Math::min)
                : reduce(x, axes, keepDims, Double.POSITIVE_INFINITY, Min::new);
    }

    private static Tensor reduce(Tensor x, List<Integer> axes, boolean keepDims, double ofNothing, Maker maker) {
        Shape shape = x.shape().reduce(axes, keepDims);
        if (x.shape().size() == 0) {
            return Tensor.full(x.dtype(), shape, ofNothing);
        }
        if (axes.isEmpty()) {
            return Arrange.reshape(x, shape);
        }
        Tensor out = Memory.allocate(x.dtype(), shape);
        ComputeThread.prepare();
        int[] dims = axes.stream().mapToInt(Integer::intValue).toArray();
        Nd4j.getExecutioner().exec(maker.make(x.array(), out.array(), keepDims, dims));
        return out;
    }
}
