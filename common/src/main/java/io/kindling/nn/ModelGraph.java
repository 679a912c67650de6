package io.kindling.nn;

import io.kindling.autodiff.Variable;
import io.kindling.config.Config;
import io.kindling.config.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Converts layers to data (kind, name and config) and back. A model's config lists its layers, the calls of the layers in
 * order, and the model's inputs and outputs. Calls, inputs and outputs refer to a value as {@code [layer name, call index,
 * output index]}. A layer that several models share is described at its first position; at the others stands the path of that
 * position, such as {@code autoencoder/encoder/dense}.
 */
public final class ModelGraph {
    static final String NAME = "name";
    static final String FROZEN = "frozen";
    static final String CONFIG = "config";
    /** The path of a layer's first position, in place of another description. */
    static final String SHARED = "shared";

    /** The maximum nesting depth of models. */
    private static final int MAX_DEPTH = 32;

    private final BiFunction<String, Config, ? extends Layer> kinds;
    /** The layers built so far, by path. */
    private final Map<String, Built> built = new HashMap<>();

    private ModelGraph(BiFunction<String, Config, ? extends Layer> kinds) {
        this.kinds = kinds;
    }

    /**
     * Returns the layer as data, without weights.
     *
     * @throws IllegalStateException if a layer does not define its config, or is shared in a way that data cannot express
     */
    public static Config describe(Layer layer) {
        return new LayerDescriptions().describe(layer, layer.name());
    }

    /** Returns several models as data, by name; a layer that they share is described once. */
    public static Config describe(Map<String, Model> models) {
        LayerDescriptions descriptions = new LayerDescriptions();
        Map<String, Config> byName = new LinkedHashMap<>();
        models.forEach((name, model) -> byName.put(name, descriptions.describe(model, name)));
        return Config.of(byName);
    }

    static Config config(Model model) {
        return new LayerDescriptions().config(model, model.name());
    }

    /**
     * Returns all weights of several models by path: the model's name here, the names of the enclosing layers and of the weight.
     * The weights of a shared layer appear once, at its first position. Sublayers of a layer that is not a model go by their
     * index, since their names may depend on what else was built.
     */
    public static Map<String, Variable> weightsByPath(Map<String, Model> models) {
        return WeightPaths.of(models, WeightPaths.Sublayers.BY_INDEX);
    }

    /** Returns the same weights by the names of all sublayers, as in older model folders. */
    public static Map<String, Variable> weightsByName(Map<String, Model> models) {
        return WeightPaths.of(models, WeightPaths.Sublayers.BY_NAME);
    }

    /**
     * Rebuilds a model from its {@link #describe(Layer) description}, with initial weights.
     *
     * @param kinds creates a layer that is not a model from its kind and its config
     * @throws IllegalArgumentException if the data does not describe a model; the message says where
     */
    public static Model build(Config description, BiFunction<String, Config, ? extends Layer> kinds) {
        return new ModelGraph(kinds).model(description, at("the model", () -> description.string(NAME)));
    }

    /** Rebuilds several models from their {@link #describe(Map) description}, with initial weights. */
    public static Map<String, Model> buildAll(Config descriptions, BiFunction<String, Config, ? extends Layer> kinds) {
        ModelGraph graph = new ModelGraph(kinds);
        Map<String, Model> models = new LinkedHashMap<>();
        for (String name : descriptions.names()) {
            models.put(name, graph.model(at("the model", () -> descriptions.config(name)), name));
        }
        return models;
    }

    private Model model(Config description, String path) {
        Layer layer = at("the model", () -> layer(description, path, 0)).layer();
        if (layer instanceof Model model) {
            return model;
        }
        throw new MalformedException(
                "Cannot build the model: '" + path + "' is a " + layer.kind() + " (Sequential or Functional)");
    }

    /**
     * A layer that was built.
     *
     * @param input the value that it produces, if it is an input
     * @param height the number of levels of models in it
     */
    private record Built(Layer layer, Optional<Node> input, int height) {}

    /** Returns the layer that is described here, or the one that is referred to. */
    private Built layer(Config description, String path, int depth) {
        return description.readFully(
                "the layer's description",
                read -> read.has(SHARED) ? shared(read.string(SHARED), depth) : described(read, path, depth));
    }

    private Built shared(String path, int depth) {
        Built layer = built.get(path);
        if (layer == null) {
            throw new IllegalArgumentException("Invalid shared: '" + path + "' (the path of an earlier layer)");
        }
        requireDepth(depth + layer.height());
        return layer;
    }

    private static void requireDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("models are nested more than " + MAX_DEPTH + " deep");
        }
    }

    private Built described(Config description, String path, int depth) {
        requireDepth(depth);
        String kind = description.string(Registry.KIND);
        Config config = description.config(CONFIG);
        String name = description.string(NAME);
        Built layer = switch (kind) {
            case InputLayer.KIND -> input(config, name);
            case "Sequential" -> model(Model.Style.SEQUENTIAL, config, name, path, depth);
            case "Functional" -> model(Model.Style.FUNCTIONAL, config, name, path, depth);
            default -> new Built(kinds.apply(kind, config).named(name), Optional.empty(), 0);
        };
        if (description.flag(FROZEN)) {
            layer.layer().freezeItself();
        }
        built.put(path, layer);
        return layer;
    }

    private static Built input(Config config, String name) {
        Node node = config.<Node>readFully("layer " + InputLayer.KIND, InputLayer::node)
                .named(name);
        return new Built(node.producer(), Optional.of(node), 0);
    }

    /** A layer in a model that is being built, and the outputs of each of its calls there so far. */
    private record Called(Layer layer, List<List<Node>> calls) {
        static Called notYet(Built built) {
            List<List<Node>> calls = new ArrayList<>();
            built.input().ifPresent(input -> calls.add(List.of(input)));
            return new Called(built.layer(), calls);
        }

        boolean isInput() {
            return layer instanceof InputLayer;
        }
    }

    private Built model(Model.Style style, Config config, String modelName, String path, int depth) {
        Map<String, Called> layers = new LinkedHashMap<>();
        int index = 0;
        int height = 0;
        for (Config description : config.configs("layers")) {
            String unnamed = path + ".layers[" + index++ + "]";
            Built layer = description.has(SHARED)
                    ? at(unnamed, () -> layer(description, path, depth + 1))
                    : sublayer(description, at(unnamed, () -> description.string(NAME)), path, layers, depth);
            String name = layer.layer().name();
            requireNew(name, path, layers);
            layers.put(name, Called.notYet(layer));
            height = Math.max(height, layer.height());
        }
        for (Config call : config.configs("calls")) {
            String name = call.string("layer");
            Called called = layers.get(name);
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
        Model model = Model.of(style, resolve(config, "inputs", layers), resolve(config, "outputs", layers));
        return new Built(model.named(modelName), Optional.empty(), height + 1);
    }

    private Built sublayer(Config description, String name, String path, Map<String, Called> others, int depth) {
        requireNew(name, path, others);
        String place = path + "/" + name;
        return at(place, () -> layer(description, place, depth + 1));
    }

    private static void requireNew(String name, String path, Map<String, Called> others) {
        if (others.containsKey(name)) {
            throw new MalformedException("Cannot build " + path + ": two layers are named '" + name + "'");
        }
    }

    private static List<Node> resolve(Config config, String field, Map<String, Called> layers) {
        return config.list(field).stream()
                .map(reference -> resolve(reference, field, layers))
                .toList();
    }

    private static Node resolve(Object reference, String field, Map<String, Called> layers) {
        if (reference instanceof List<?> parts
                && parts.size() == 3
                && parts.get(0) instanceof String name
                && parts.get(1) instanceof Long call
                && parts.get(2) instanceof Long output) {
            Called layer = layers.get(name);
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
