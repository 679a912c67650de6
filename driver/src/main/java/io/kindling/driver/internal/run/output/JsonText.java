package io.kindling.driver.internal.run.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as JSON: keys keep their order, and numbers that are not finite become null. */
public final class JsonText {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonText() {}

    /** Returns the object on one line. */
    public static String line(Map<String, ?> object) {
        return write(MAPPER, object);
    }

    /** Returns the object indented, followed by a line break. */
    public static String indented(Map<String, ?> object) {
        return write(MAPPER.copy().enable(SerializationFeature.INDENT_OUTPUT), object) + "\n";
    }

    /** Reads an object. */
    static JsonNode read(InputStream in) throws IOException {
        return MAPPER.readTree(in);
    }

    private static String write(ObjectMapper mapper, Map<String, ?> object) {
        try {
            return mapper.writeValueAsString(finite(object));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot write as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static @Nullable Object finite(@Nullable Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number) ? number : null;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> result = new LinkedHashMap<>();
            map.forEach((key, inner) -> result.put(key, finite(inner)));
            return result;
        }
        return value instanceof List<?> list
                ? list.stream().map(JsonText::finite).toList()
                : value;
    }
}
