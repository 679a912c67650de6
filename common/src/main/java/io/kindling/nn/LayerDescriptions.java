package io.kindling.nn;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Describes layers as data, each once: {@link ModelGraph} says how. */
final class LayerDescriptions {
    /** The first position of each layer. */
    private final Map<Layer, String> paths = new IdentityHashMap<>();

    private final Set<String> taken = new HashSet<>();
    /** The layers with weights inside layers that are not models, which describe them in their own way. */
    private final Map<Layer, Layer> owners = new IdentityHashMap<>();

    Config describe(Layer layer, String path) {
        String first = paths.putIfAbsent(layer, path);
        if (first != null) {
            return Config.of(ModelGraph.SHARED, first);
        }
        if (!taken.add(path)) {
            throw new IllegalStateException(
                    "Cannot describe the models: two layers have the path '" + path + "'. Use names without '/'.");
        }
        if (owners.containsKey(layer)) {
            throw ownedAndShared(layer, owners.get(layer));
        }
        Config config = layer instanceof Model model ? config(model, path) : config(layer);
        return Config.of(
                Registry.KIND,
                layer.kind(),
                ModelGraph.NAME,
                layer.name(),
                ModelGraph.FROZEN,
                layer.isFrozen(),
                ModelGraph.CONFIG,
                config);
    }

    private Config config(Layer layer) {
        for (Layer inner : layer.flattened()) {
            if (inner != layer && !inner.ownWeights().isEmpty()) {
                Layer other = owners.put(inner, layer);
                if (other != null || paths.containsKey(inner)) {
                    throw ownedAndShared(inner, layer);
                }
            }
        }
        return Objects.requireNonNull(
                layer.config(),
                () -> "Cannot describe layer '" + layer.name() + "' (" + layer.kind() + "): its config is null.");
    }

    private static IllegalStateException ownedAndShared(Layer layer, Layer owner) {
        return new IllegalStateException("Cannot describe layer '" + layer.name() + "' (" + layer.kind()
                + "): it is a sublayer of '" + owner.name() + "' (" + owner.kind()
                + ") and also used elsewhere. Only models can share their layers: make '" + owner.name()
                + "' a Model of the layers it uses, or give it a sublayer of its own.");
    }

    Config config(Model model, String path) {
        Map<LayerCall, Integer> ordinals = new IdentityHashMap<>();
        Map<Layer, Integer> counts = new IdentityHashMap<>();
        List<Config> calls = new ArrayList<>();
        for (LayerCall call : model.calls()) {
            ordinals.put(call, counts.merge(call.layer(), 1, Integer::sum) - 1);
            if (!(call.layer() instanceof InputLayer)) {
                calls.add(Config.of("layer", call.layer().name(), "inputs", references(call.inputs(), ordinals)));
            }
        }
        return Config.of(
                "layers",
                        model.layers().stream()
                                .map(layer -> describe(layer, path + "/" + layer.name()))
                                .toList(),
                "calls", calls,
                "inputs", references(model.inputs(), ordinals),
                "outputs", references(model.outputs(), ordinals));
    }

    private static List<Object> references(List<Node> nodes, Map<LayerCall, Integer> ordinals) {
        List<Object> references = new ArrayList<>();
        for (Node node : nodes) {
            references.add(List.of(node.producer().name(), ordinals.get(node.call()), node.outputIndex()));
        }
        return references;
    }
}
