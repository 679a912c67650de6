package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.JavaKernel;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.ExtremeLoop;
import io.kindling.tensor.internal.loop.SumLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Reductions over axes. Axes are resolved, distinct and ascending; the sum of no elements is 0. */
public final class Reduce {
    private Reduce() {}

    public static Tensor sum(Tensor x, List<Integer> axes, boolean keepDims) {
        Shape shape = x.shape().reduce(axes, keepDims);
        if (x.shape().size() == 0) {
            return Tensor.zeros(x.dtype(), shape);
        }
        if (axes.isEmpty()) {
            return Arrange.reshape(x, shape);
        }
        if (x.dtype() == DType.FLOAT32 && areNeighbours(axes)) {
            return PreparedKernels.run(
                    new Fold(Folding.SUM, x.shape(), axes), Reduce::prepare, DType.FLOAT32, shape, x);
        }
        Tensor out = Memory.allocate(x.dtype(), shape);
        Nd4jCall.fold(
                "reduce_sum",
                out,
                x,
                keepDims,
                axes.stream().mapToLong(Integer::longValue).toArray());
        return out;
    }

    private enum Folding {
        SUM,
        MAX,
        MIN
    }

    /** The sizes of a reduction of float32 elements. */
    private record Fold(Folding folding, Shape shape, List<Integer> axes) {}

    private static boolean areNeighbours(List<Integer> axes) {
        return axes.get(axes.size() - 1) - axes.get(0) == axes.size() - 1;
    }

    private static PreparedKernel prepare(Fold fold) {
        Shape shape = fold.shape();
        int first = fold.axes().get(0);
        int end = first + fold.axes().size();
        int outer = product(shape, 0, first);
        int folded = product(shape, first, end);
        int inner = product(shape, end, shape.rank());
        return new JavaKernel(
                1,
                fold.folding() == Folding.SUM
                        ? new SumLoop(outer, folded, inner)
                        : new ExtremeLoop(fold.folding() == Folding.MAX, outer, folded, inner));
    }

    private static int product(Shape shape, int from, int to) {
        int product = 1;
        for (int axis = from; axis < to; axis++) {
            product = Math.multiplyExact(product, shape.dim(axis));
        }
        return product;
    }

    /** Returns the maximum; of no elements the lowest value of the type. NaN if an element is NaN. */
    public static Tensor max(Tensor x, List<Integer> axes, boolean keepDims) {
        return extreme(Folding.MAX, x, axes, keepDims, ArgExtreme::argmax);
    }

    /** Returns the minimum; of no elements the highest value of the type. NaN if an element is NaN. */
    public static Tensor min(Tensor x, List<Integer> axes, boolean keepDims) {
        return extreme(Folding.MIN, x, axes, keepDims, ArgExtreme::argmin);
    }

    /**
     * Types and axes without a float32 kernel gather the element at the argmax or argmin. ND4J's own reductions skip
     * NaN, and compute 1 as the maximum of zero bytes.
     */
    private static Tensor extreme(
            Folding folding,
            Tensor x,
            List<Integer> axes,
            boolean keepDims,
            BiFunction<Tensor, Integer, Tensor> argExtreme) {
        Shape shape = x.shape().reduce(axes, keepDims);
        if (x.shape().size() == 0) {
            double ofNothing = folding == Folding.MAX ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            return Tensor.full(x.dtype(), shape, ofNothing);
        }
        if (x.dtype() == DType.FLOAT32 && !axes.isEmpty() && areNeighbours(axes)) {
            return PreparedKernels.run(new Fold(folding, x.shape(), axes), Reduce::prepare, DType.FLOAT32, shape, x);
        }
        List<Integer> foldedLast = new ArrayList<>();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            if (!axes.contains(axis)) {
                foldedLast.add(axis);
            }
        }
        foldedLast.addAll(axes);
        int count = Math.toIntExact(shape.size());
        int folded = Math.toIntExact(x.shape().size() / count);
        Tensor lines = Arrange.reshape(Arrange.transpose(x, foldedLast), Shape.of(count, folded));
        long[] indices = argExtreme.apply(lines, 1).longs();
        for (int line = 0; line < count; line++) {
            indices[line] += (long) line * folded;
        }
        Tensor elements = Arrange.reshape(lines, Shape.of(count * folded));
        Tensor found = Select.gather(elements, Tensor.of(indices, count), 0, Shape.of(count));
        return Arrange.reshape(found, shape);
    }
}
