package io.kindling.autodiff;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Assembles a Jacobian from the gradients of a target's elements. */
final class Jacobian {
    private Jacobian() {}

    /** @param gradient maps an output gradient of the target to the gradient by the source; null if not connected */
    static @Nullable Tensor assemble(Tensor target, Shape source, Function<Tensor, @Nullable Tensor> gradient) {
        int size = Math.toIntExact(target.shape().size());
        Tensor elements = Tensor.of(IntStream.range(0, size).toArray(), size);
        List<Tensor> rows = new ArrayList<>();
        for (Tensor one : Ops.unstack(Ops.oneHot(elements, size, target.dtype()), 0)) {
            Tensor row = gradient.apply(Ops.reshape(one, target.shape()));
            if (row == null) {
                return null;
            }
            rows.add(row);
        }
        List<Integer> dims = new ArrayList<>(target.shape().asList());
        dims.addAll(source.asList());
        Shape shape = Shape.of(dims);
        return rows.isEmpty() ? Tensor.zeros(target.dtype(), shape) : Ops.reshape(Ops.stack(0, rows), shape);
    }
}
