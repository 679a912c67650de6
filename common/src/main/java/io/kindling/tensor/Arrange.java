package io.kindling.tensor;

import java.util.List;

/** Kernels that move elements without computing: reshape, transpose, broadcast. */
public final class Arrange {
    private Arrange() {}

    /** The same elements under another shape of the same size; shares the memory. */
    public static Tensor reshape(Tensor x, Shape shape) {
        return Memory.reshaped(x, shape);
    }

    /** Axis i of the result is axis {@code axes[i]} of x. */
    public static Tensor transpose(Tensor x, List<Integer> axes) {
        int[] dims = axes.stream().mapToInt(axis -> x.shape().dim(axis)).toArray();
        Tensor out = Memory.allocate(x.dtype(), Shape.of(dims));
        if (out.shape().size() > 0) {
            ComputeThread.prepare();
            int[] order = axes.stream().mapToInt(Integer::intValue).toArray();
            out.array().assign(order.length == 0 ? x.array() : x.array().permute(order));
        }
        return out;
    }

    /** x repeated along the axes where it has size 1, by NumPy's rule. */
    public static Tensor broadcast(Tensor x, Shape shape) {
        Tensor out = Memory.allocate(x.dtype(), shape);
        if (shape.size() > 0) {
            Nd4jCall.run("add", out, new Tensor[] {x, Tensor.zeros(x.dtype(), shape)});
        }
        return out;
    }
}
