package io.kindling.nn;

import io.kindling.autodiff.Variable;
import io.kindling.tensor.Tensor;
import java.util.List;

/** The values of a layer's weights, replaced all or none. */
final class WeightValues {
    private WeightValues() {}

    static void set(Layer layer, List<Tensor> values) {
        List<Variable> weights = layer.weights();
        if (values.size() != weights.size()) {
            throw new IllegalArgumentException("Cannot set the weights of " + layer + ": it has " + weights.size()
                    + ", not " + values.size() + ".");
        }
        for (int i = 0; i < values.size(); i++) {
            weights.get(i).requireLike(values.get(i));
        }
        for (int i = 0; i < values.size(); i++) {
            weights.get(i).assign(values.get(i));
        }
    }
}
