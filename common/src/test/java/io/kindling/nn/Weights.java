package io.kindling.nn;

import io.kindling.autodiff.Variable;
import java.util.List;

/** Copies weights between models of the same structure. */
public final class Weights {
    private Weights() {}

    public static void copy(Layer from, Layer to) {
        List<Variable> source = from.weights();
        List<Variable> target = to.weights();
        for (int i = 0; i < source.size(); i++) {
            target.get(i).assign(source.get(i).tensor());
        }
    }
}
