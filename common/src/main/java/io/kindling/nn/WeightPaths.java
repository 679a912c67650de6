package io.kindling.nn;

import io.kindling.autodiff.Variable;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights of layers by path: the names of the enclosing layers and of the weight, such as {@code
 * classifier/dense/kernel}. The weights of a shared layer appear once, at its first position.
 */
final class WeightPaths {
    /** How a path names the sublayers of a layer that is not a model. Their own names may depend on what else was built. */
    enum Sublayers {
        BY_NAME,
        BY_INDEX
    }

    private final Sublayers sublayers;
    private final Map<String, Variable> weights = new LinkedHashMap<>();
    private final Set<Layer> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private WeightPaths(Sublayers sublayers) {
        this.sublayers = sublayers;
    }

    /** @param layers by the names with which their paths begin */
    static Map<String, Variable> of(Map<String, ? extends Layer> layers, Sublayers sublayers) {
        WeightPaths paths = new WeightPaths(sublayers);
        layers.forEach((name, layer) -> paths.add(layer, name, true));
        return paths.weights;
    }

    /** @param described whether a description of the model names this layer */
    private void add(Layer layer, String path, boolean described) {
        if (!seen.add(layer)) {
            return;
        }
        for (Variable weight : layer.ownWeights()) {
            String weightPath = path + weight.name().substring(layer.name().length());
            if (weights.put(weightPath, weight) != null) {
                throw new IllegalStateException("Cannot name weights uniquely: two have the path '" + weightPath
                        + "'. Give the layers distinct names with named(...).");
            }
        }
        List<Layer> inner = layer.layers();
        boolean named = described && layer instanceof Model;
        for (int i = 0; i < inner.size(); i++) {
            String name = named || sublayers == Sublayers.BY_NAME ? inner.get(i).name() : Integer.toString(i);
            add(inner.get(i), path + "/" + name, named);
        }
    }
}
