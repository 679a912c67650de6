package io.kindling.io;

import static java.util.Comparator.comparingLong;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.kindling.io.SafetensorsHeader.Entry;
import io.kindling.io.internal.Json;
import io.kindling.io.internal.Reason;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parser for the header of an untrusted safetensors file: it checks everything, allocates no memory beyond the header's
 * own size, and refuses every deviation from the format.
 */
final class SafetensorsHeaderParser {
    private static final int MAX_TENSORS = 1 << 16;
    private static final int MAX_AXES = 32;
    private static final int MAX_CHARACTERS_SHOWN = 500;
    /** Levels of nesting: the header, a tensor, its shape. */
    private static final int MAX_DEPTH = 3;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final String file;
    private final JsonParser json;

    private SafetensorsHeaderParser(String file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /**
     * Parses and checks a header.
     *
     * @param file the file's name, for messages
     * @param dataBytes the number of bytes after the header
     * @throws ModelException if the header is invalid or does not describe exactly those bytes
     */
    static SafetensorsHeader parse(String file, byte[] text, long dataBytes) {
        if (text.length == 0 || text[0] != '{') {
            throw new ModelException("Cannot read " + file + ": its header does not begin with '{'.");
        }
        try (JsonParser json = JSON.createParser(Json.decode(text, "its header"))) {
            return new SafetensorsHeaderParser(file, json).header(dataBytes);
        } catch (JsonProcessingException invalid) {
            throw new ModelException(
                    "Cannot read " + file + ": its header is not valid JSON: " + Json.reason(invalid), invalid);
        } catch (IOException failed) {
            throw new ModelException("Cannot read " + file + ": " + Reason.of(failed), failed);
        }
    }

    private SafetensorsHeader header(long dataBytes) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = Map.of();
        Set<String> names = new HashSet<>();
        require(JsonToken.START_OBJECT, "an object", "header");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = requireUnique(names, json.currentName());
            if (name.equals(SafetensorsHeader.METADATA)) {
                metadata = metadata();
            } else if (entries.size() == MAX_TENSORS) {
                throw refuse("its header names more than " + MAX_TENSORS + " tensors");
            } else {
                entries.add(entry(name));
            }
        }
        if (json.nextToken() != null) {
            throw refuse("its header has text after its closing '}'");
        }
        entries.sort(comparingLong(Entry::begin).thenComparingLong(Entry::end));
        requireContiguous(entries, dataBytes);
        return new SafetensorsHeader(entries, metadata);
    }

    private Map<String, String> metadata() throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        require(JsonToken.START_OBJECT, "an object", SafetensorsHeader.METADATA);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = requireUnique(names, json.currentName());
            require(JsonToken.VALUE_STRING, "text", name);
            metadata.put(name, json.getText());
        }
        return metadata;
    }

    private Entry entry(String name) throws IOException {
        DType dtype = null;
        Shape shape = null;
        List<Long> offsets = null;
        Set<String> fields = new HashSet<>();
        require(JsonToken.START_OBJECT, "an object", name);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            switch (requireUnique(fields, json.currentName())) {
                case "dtype" -> dtype = dtype(name);
                case "shape" -> shape = shape(name);
                case "data_offsets" -> offsets = numbers(name, 2);
                default -> throw refuse("tensor '" + name + "' has the unknown field '" + json.currentName() + "'");
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw refuse("tensor '" + name + "' lacks dtype, shape or two data_offsets");
        }
        return checked(new Entry(name, dtype, shape, offsets.get(0), offsets.get(1)));
    }

    private DType dtype(String name) throws IOException {
        require(JsonToken.VALUE_STRING, "text", name);
        DType dtype = SafetensorsHeader.DTYPES.get(json.getText());
        if (dtype == null) {
            throw refuse("tensor '" + name + "' has the unsupported type " + json.getText() + " (supported: "
                    + SafetensorsHeader.DTYPES.keySet().stream().sorted().toList() + ")");
        }
        return dtype;
    }

    private Shape shape(String name) throws IOException {
        List<Long> dims = numbers(name, MAX_AXES);
        try {
            Shape shape = Shape.of(dims.stream().mapToInt(Math::toIntExact).toArray());
            Math.toIntExact(shape.size());
            return shape;
        } catch (ArithmeticException tooLarge) {
            throw refuse("tensor '" + name + "' has the shape " + dims + ", too large for an array");
        }
    }

    private List<Long> numbers(String name, int most) throws IOException {
        List<Long> numbers = new ArrayList<>();
        require(JsonToken.START_ARRAY, "a list", name);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getLongValue() < 0) {
                throw refuse(
                        "tensor '" + name + "' has " + json.getText() + " where a non-negative integer is expected");
            }
            if (numbers.size() == most) {
                throw refuse("tensor '" + name + "' has a list of more than " + most + " numbers");
            }
            numbers.add(json.getLongValue());
        }
        return numbers;
    }

    private Entry checked(Entry entry) {
        long bytes = entry.shape().size() * entry.dtype().bytes();
        if (entry.end() < entry.begin() || entry.end() - entry.begin() != bytes) {
            throw refuse("tensor '" + entry.name() + "' occupies bytes " + entry.begin() + " to " + entry.end()
                    + ", but " + entry.dtype() + " " + entry.shape() + " needs " + bytes);
        }
        return entry;
    }

    private void requireContiguous(List<Entry> ascending, long dataBytes) {
        long filled = 0;
        for (Entry entry : ascending) {
            if (entry.begin() != filled) {
                throw refuse("tensor '" + entry.name() + "' begins at byte " + entry.begin()
                        + ", but the tensor before it ends at " + filled);
            }
            filled = entry.end();
        }
        if (filled != dataBytes) {
            throw refuse("its tensors end at byte " + filled + ", but its data has " + dataBytes + " bytes");
        }
    }

    private String requireUnique(Set<String> seen, String name) {
        if (!seen.add(name)) {
            throw refuse("'" + name + "' appears twice in its header");
        }
        return name;
    }

    private void require(JsonToken expected, String description, String of) throws IOException {
        @Nullable JsonToken found = json.nextToken();
        if (found != expected) {
            throw refuse("expected " + description + " for '" + of + "', found " + json.getText());
        }
    }

    private ModelException refuse(String reason) {
        String shown =
                reason.length() > MAX_CHARACTERS_SHOWN ? reason.substring(0, MAX_CHARACTERS_SHOWN) + "..." : reason;
        return new ModelException("Cannot read " + file + ": " + shown + ".");
    }
}
