package io.kindling.autodiff;

import io.kindling.autodiff.op.Indexing;
import io.kindling.autodiff.op.Shaping;
import io.kindling.autodiff.op.Slicing;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts a Jacobian together from the gradient of each element of a target. */
final class Jacobian {
    private Jacobian() {}

    /** @param gradient by the source, for a gradient by the target; null where they are not connected */
    static @Nullable Tensor assemble(Tensor target, Shape source, Function<Tensor, @Nullable Tensor> gradient) {
        int size = Math.toIntExact(target.shape().size());
        Tensor elements = Tensor.of(IntStream.range(0, size).toArray(), size);
        List<Tensor> lines = new ArrayList<>();
        for (Tensor one : Slicing.unstack(Indexing.oneHot(elements, size, target.dtype()), 0)) {
            Tensor line = gradient.apply(Shaping.reshape(one, target.shape()));
            if (line == null) {
                return null;
            }
            lines.add(line);
        }
        List<Integer> dims = new ArrayList<>(target.shape().asList());
        dims.addAll(source.asList());
        Shape shape = Shape.of(dims);
        return lines.isEmpty() ? Tensor.zeros(target.dtype(), shape) : Shaping.reshape(Slicing.stack(0, lines), shape);
    }
}
