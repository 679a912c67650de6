package io.kindling.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.kindling.nn.Config;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configs as JSON objects and back. Objects keep their order; null, duplicate keys and deep nesting are refused. */
public final class ConfigJson {
    private static final int MOST_NESTED = 100;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MOST_NESTED).build())
                    .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ConfigJson() {}

    /** On one line. */
    public static String write(Config config) {
        return write(config, MAPPER.writer());
    }

    /** Indented, for people. */
    public static String writeIndented(Config config) {
        return write(config, MAPPER.writerWithDefaultPrettyPrinter()) + "\n";
    }

    private static String write(Config config, ObjectWriter writer) {
        try {
            return writer.writeValueAsString(plain(config));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot write as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** @throws IllegalArgumentException where the text is not one JSON object of what a config can hold */
    public static Config read(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node == null || !node.isObject()) {
                throw new IllegalArgumentException("Cannot read JSON: it is not an object.");
            }
            return (Config) value(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot read JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Object plain(Object value) {
        if (value instanceof Config config) {
            Map<String, Object> map = new LinkedHashMap<>();
            config.asMap().forEach((key, inner) -> map.put(key, plain(inner)));
            return map;
        }
        return value instanceof List<?> list ? list.stream().map(ConfigJson::plain).toList() : value;
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
            return Config.of(map);
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(value(element)));
            return list;
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isFloatingPointNumber()) {
            return node.doubleValue();
        }
        throw new IllegalArgumentException(
                "Cannot read JSON: " + node + " is neither a string, a number, a boolean, a list nor an object.");
    }
}
