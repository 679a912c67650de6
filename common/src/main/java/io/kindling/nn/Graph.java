package io.kindling.nn;

import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Layers;
import io.kindling.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as data, and back: its layers by kind and config, and for each application of a layer the values it takes, as
 * {@code [layer name, which application of it, which output]}.
 */
public final class Graph {
    private Graph() {}

    static Config describe(Model model) {
        Map<Application, Integer> ordinals = new IdentityHashMap<>();
        Map<Layer, Integer> counts = new IdentityHashMap<>();
        Map<Layer, List<Object>> inbound = new LinkedHashMap<>();
        for (Application application : model.applications()) {
            ordinals.put(application, counts.merge(application.layer(), 1, Integer::sum) - 1);
            inbound.computeIfAbsent(application.layer(), layer -> new ArrayList<>())
                    .add(references(application.inputs(), ordinals));
        }
        List<Config> layers = new ArrayList<>();
        inbound.forEach((layer, calls) -> layers.add(Config.of(
                Registry.KIND, layer.kind(),
                "name", layer.name(),
                "frozen", layer.isFrozen(),
                "config", layer.config(),
                "inbound", calls)));
        return Config.of(
                "style", model.style().name().toLowerCase(java.util.Locale.ROOT),
                "layers", layers,
                "inputs", references(model.inputs(), ordinals),
                "outputs", references(model.outputs(), ordinals));
    }

    /** The model that a config describes, with first weights. */
    public static Model build(Config config) {
        Map<String, List<List<Node>>> made = new HashMap<>();
        for (Config described : config.configs("layers")) {
            String name = described.string("name");
            List<List<Node>> calls = new ArrayList<>();
            if (described.string(Registry.KIND).equals("InputLayer")) {
                Config input = described.config("config");
                int[] row = input.integers("shape").stream().mapToInt(Integer::intValue).toArray();
                calls.add(List.of(Input.of(DType.named(input.string("dtype")), row).named(name)));
            } else {
                Layer layer = layer(described).named(name);
                for (Object inputs : described.list("inbound")) {
                    calls.add(layer.apply(resolve(inputs, made)));
                }
                if (described.flag("frozen")) {
                    layer.freeze();
                }
            }
            made.put(name, calls);
        }
        Model.Style style = Model.Style.valueOf(config.string("style").toUpperCase(java.util.Locale.ROOT));
        return Model.of(style, resolve(config.list("inputs"), made), resolve(config.list("outputs"), made));
    }

    private static Layer layer(Config described) {
        String kind = described.string(Registry.KIND);
        Config config = described.config("config");
        return kind.equals("Sequential") || kind.equals("Functional")
                ? build(config)
                : Layers.REGISTRY.create(config.with(Registry.KIND, kind));
    }

    private static List<Object> references(List<Node> nodes, Map<Application, Integer> ordinals) {
        List<Object> references = new ArrayList<>();
        for (Node node : nodes) {
            references.add(List.of(node.producer().name(), ordinals.get(node.application()), node.outputIndex()));
        }
        return references;
    }

    private static List<Node> resolve(Object references, Map<String, List<List<Node>>> made) {
        List<Node> nodes = new ArrayList<>();
        for (Object reference : (List<?>) references) {
            List<?> parts = (List<?>) reference;
            List<List<Node>> calls = made.get((String) parts.get(0));
            int application = Math.toIntExact((Long) parts.get(1));
            int output = Math.toIntExact((Long) parts.get(2));
            if (calls == null || application >= calls.size() || output >= calls.get(application).size()) {
                throw new IllegalArgumentException("Cannot build the model: value " + reference
                        + " is used before a layer gives it.");
            }
            nodes.add(calls.get(application).get(output));
        }
        return nodes;
    }
}
