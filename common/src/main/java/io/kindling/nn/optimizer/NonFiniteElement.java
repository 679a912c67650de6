package io.kindling.nn.optimizer;

import io.kindling.nn.internal.weights.WeightLayout;
import java.io.Serializable;
import java.util.Optional;

/**
 * The first element of a gradient that is NaN or infinite.
 *
 * @param weight the weight it belongs to
 * @param index its index within that weight
 * @param value NaN or an infinity
 */
public record NonFiniteElement(String weight, int index, float value) implements Serializable {
    /** Returns the first non-finite element of a flat array, among the trainable weights. */
    public static Optional<NonFiniteElement> firstIn(float[] gradients, WeightLayout layout) {
        return layout.slices().stream()
                .filter(WeightLayout.Slice::trainable)
                .flatMap(slice -> firstIn(gradients, slice.from(), slice.to(), slice.name()).stream())
                .findFirst();
    }

    static Optional<NonFiniteElement> firstIn(float[] gradients, int from, int to, String weight) {
        if (Double.isFinite(FlatNorm.sumOfSquares(gradients, from, to))) {
            return Optional.empty();
        }
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(gradients[i])) {
                return Optional.of(new NonFiniteElement(weight, i - from, gradients[i]));
            }
        }
        return Optional.empty();
    }
}
