package io.kindling.nn;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Converts layers to data (kind, name and config) and back. A model's config lists its layers, the calls of the layers in
 * order, and the model's inputs and outputs. Calls, inputs and outputs refer to a value as {@code [layer name, call index,
 * output index]}.
 */
public final class ModelGraph {
    /** The maximum nesting depth of models. */
    private static final int MAX_DEPTH = 32;

    private static final String CONFIG = "config";

    private final BiFunction<String, Config, ? extends Layer> kinds;

    private ModelGraph(BiFunction<String, Config, ? extends Layer> kinds) {
        this.kinds = kinds;
    }

    /** Returns the layer as data, without weights. */
    public static Config describe(Layer layer) {
        return Config.of(
                Registry.KIND, layer.kind(), "name", layer.name(), "frozen", layer.isFrozen(), CONFIG, layer.config());
    }

    static Config config(Model model) {
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
                "layers", model.layers().stream().map(ModelGraph::describe).toList(),
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

    /**
     * Rebuilds a model from its {@link #describe description}, with initial weights.
     *
     * @param kinds creates a layer that is not a model from its kind and its config
     * @throws IllegalArgumentException if the data does not describe a model; the message says where
     */
    public static Model build(Config description, BiFunction<String, Config, ? extends Layer> kinds) {
        String name = at("the model", () -> description.string("name"));
        if (at("the model", () -> new ModelGraph(kinds).layer(description, name, 0)) instanceof Model model) {
            return model;
        }
        throw new MalformedException("Cannot build the model: '" + name + "' is a " + description.string(Registry.KIND)
                + " (Sequential or Functional)");
    }

    private Layer layer(Config description, String path, int depth) {
        return description.readFully("the layer's description", read -> described(read, path, depth));
    }

    private Layer described(Config description, String path, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("models are nested more than " + MAX_DEPTH + " deep");
        }
        String kind = description.string(Registry.KIND);
        Config config = description.config(CONFIG);
        Layer layer = switch (kind) {
            case "Sequential" -> model(Model.Style.SEQUENTIAL, config, path, depth);
            case "Functional" -> model(Model.Style.FUNCTIONAL, config, path, depth);
            default -> kinds.apply(kind, config);
        };
        Layer named = layer.named(description.string("name"));
        if (description.flag("frozen")) {
            named.freezeItself();
        }
        return named;
    }

    /** A rebuilt layer and the outputs of each of its calls so far. */
    private record Built(Layer layer, List<List<Node>> calls) {
        Built(Layer layer) {
            this(layer, new ArrayList<>());
        }

        static Built input(Node input) {
            return new Built(input.producer(), List.of(List.of(input)));
        }

        boolean isInput() {
            return layer instanceof InputLayer;
        }
    }

    private Model model(Model.Style style, Config config, String path, int depth) {
        Map<String, Built> layers = new LinkedHashMap<>();
        int index = 0;
        for (Config described : config.configs("layers")) {
            String unnamed = path + ".layers[" + index++ + "]";
            String name = at(unnamed, () -> described.string("name"));
            String place = path + "/" + name;
            if (layers.containsKey(name)) {
                throw new MalformedException("Cannot build " + path + ": two layers are named '" + name + "'");
            }
            if (at(place, () -> described.string(Registry.KIND)).equals(InputLayer.KIND)) {
                Node input = at(
                        place,
                        () -> described
                                .config(CONFIG)
                                .<Node>readFully("layer " + InputLayer.KIND, InputLayer::node)
                                .named(name));
                if (at(place, () -> described.flag("frozen"))) {
                    input.producer().freezeItself();
                }
                layers.put(name, Built.input(input));
            } else {
                layers.put(name, new Built(at(place, () -> layer(described, place, depth + 1))));
            }
        }
        for (Config call : config.configs("calls")) {
            String name = call.string("layer");
            Built called = layers.get(name);
            if (called == null || called.isInput()) {
                throw new IllegalArgumentException(
                        "Invalid call: '" + name + "' (one of the layers " + layers.keySet() + ", not an input)");
            }
            called.calls().add(at(path + "/" + name, () -> called.layer().apply(resolve(call, "inputs", layers))));
        }
        layers.forEach((name, layer) -> {
            if (layer.calls().isEmpty()) {
                throw new IllegalArgumentException("Invalid layer: '" + name + "' is never called");
            }
        });
        return Model.of(style, resolve(config, "inputs", layers), resolve(config, "outputs", layers));
    }

    private static List<Node> resolve(Config config, String field, Map<String, Built> layers) {
        return config.list(field).stream()
                .map(reference -> resolve(reference, field, layers))
                .toList();
    }

    private static Node resolve(Object reference, String field, Map<String, Built> layers) {
        if (reference instanceof List<?> parts
                && parts.size() == 3
                && parts.get(0) instanceof String name
                && parts.get(1) instanceof Long call
                && parts.get(2) instanceof Long output) {
            Built layer = layers.get(name);
            List<List<Node>> calls = layer == null ? List.of() : layer.calls();
            if (call >= 0
                    && call < calls.size()
                    && output >= 0
                    && output < calls.get(call.intValue()).size()) {
                return calls.get(call.intValue()).get(output.intValue());
            }
        }
        throw new IllegalArgumentException(
                "Invalid " + field + ": " + reference + " ([layer name, call, output] of an earlier call)");
    }

    /** Adds the place to any exception; user-defined factories may throw any. */
    private static <T> T at(String place, Supplier<T> action) {
        try {
            return action.get();
        } catch (MalformedException e) {
            throw e;
        } catch (Exception e) {
            throw new MalformedException("Cannot build " + place + ": " + e.getMessage(), e);
        }
    }

    /** Thrown if data does not describe a model; the message says where. */
    private static final class MalformedException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }

        MalformedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
