package io.kindling.train;

import io.kindling.config.Config;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model's description with numbers in place of layer names, so that models are compared by what they compute: generated names
 * depend on what else was built before.
 */
final class LayerNumbers {
    private final Map<String, String> numbers = new LinkedHashMap<>();

    private LayerNumbers() {}

    static Config of(Config description) {
        LayerNumbers layers = new LayerNumbers();
        layers.collect(description);
        return (Config) layers.replaced(description);
    }

    private void collect(Object value) {
        if (value instanceof Config config) {
            if (config.asMap().get("name") instanceof String name) {
                numbers.putIfAbsent(name, "layer " + numbers.size());
            }
            config.asMap().values().forEach(this::collect);
        } else if (value instanceof List<?> list) {
            list.forEach(this::collect);
        }
    }

    private Object replaced(Object value) {
        if (value instanceof Config config) {
            Map<String, Object> changed = new LinkedHashMap<>();
            config.asMap().forEach((name, each) -> changed.put(name, replaced(each)));
            return Config.of(changed);
        }
        if (value instanceof List<?> list) {
            List<Object> changed = new ArrayList<>();
            list.forEach(each -> changed.add(replaced(each)));
            return changed;
        }
        return value instanceof String text ? replaced(text) : value;
    }

    /** Replaces the names in a path. */
    private String replaced(String text) {
        return Arrays.stream(text.split("/", -1))
                .map(part -> numbers.getOrDefault(part, part))
                .collect(Collectors.joining("/"));
    }
}
