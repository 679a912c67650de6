package io.kindling.io;

import static java.util.Comparator.comparingLong;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.kindling.io.SafetensorsHeader.Entry;
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
 * Reads the header of a safetensors file, which anybody may have written: nothing in it is believed, no memory is taken
 * beyond the header's own size, and every departure from the format is refused.
 */
final class SafetensorsHeaderParser {
    private static final int MOST_TENSORS = 1 << 16;
    private static final int MOST_AXES = 32;
    private static final int MOST_CHARACTERS_SHOWN = 500;
    /** The header, a tensor, its shape. */
    private static final int MOST_DEPTH = 3;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
            .build();

    private final String file;
    private final JsonParser json;

    private SafetensorsHeaderParser(String file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /**
     * @param file the file's name, for messages
     * @param dataBytes how many bytes follow the header
     * @throws ModelException where the header is no header, or does not describe those bytes
     */
    static SafetensorsHeader parse(String file, byte[] text, long dataBytes) {
        if (text.length == 0 || text[0] != '{') {
            throw new ModelException("Cannot read " + file + ": its header does not begin with '{'.");
        }
        try (JsonParser json = JSON.createParser(Json.decode(text, "its header"))) {
            return new SafetensorsHeaderParser(file, json).header(dataBytes);
        } catch (JsonProcessingException invalid) {
            throw new ModelException(
                    "Cannot read " + file + ": its header is no valid JSON: " + Json.reason(invalid), invalid);
        } catch (IOException failed) {
            throw new ModelException("Cannot read " + file + ": " + failed.getMessage(), failed);
        }
    }

    private SafetensorsHeader header(long dataBytes) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = Map.of();
        Set<String> names = new HashSet<>();
        require(JsonToken.START_OBJECT, "an object", "header");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = once(names, json.currentName());
            if (name.equals(SafetensorsHeader.METADATA)) {
                metadata = metadata();
            } else if (entries.size() == MOST_TENSORS) {
                throw refuse("its header names more than " + MOST_TENSORS + " tensors");
            } else {
                entries.add(entry(name));
            }
        }
        if (json.nextToken() != null) {
            throw refuse("its header goes on behind its closing '}'");
        }
        entries.sort(comparingLong(Entry::begin).thenComparingLong(Entry::end));
        requireToFill(entries, dataBytes);
        return new SafetensorsHeader(entries, metadata);
    }

    private Map<String, String> metadata() throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        require(JsonToken.START_OBJECT, "an object", SafetensorsHeader.METADATA);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = once(names, json.currentName());
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
            switch (once(fields, json.currentName())) {
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
            throw refuse("tensor '" + name + "' is " + json.getText() + ", known are "
                    + SafetensorsHeader.DTYPES.keySet().stream().sorted().toList());
        }
        return dtype;
    }

    private Shape shape(String name) throws IOException {
        List<Long> dims = numbers(name, MOST_AXES);
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
                throw refuse("tensor '" + name + "' has " + json.getText() + " among its whole numbers");
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
            throw refuse("tensor '" + entry.name() + "' stands in bytes " + entry.begin() + " to " + entry.end() + ", "
                    + entry.dtype() + " " + entry.shape() + " has " + bytes);
        }
        return entry;
    }

    private void requireToFill(List<Entry> ascending, long dataBytes) {
        long filled = 0;
        for (Entry entry : ascending) {
            if (entry.begin() != filled) {
                throw refuse("tensor '" + entry.name() + "' begins at byte " + entry.begin()
                        + ", the tensor before it ends at " + filled);
            }
            filled = entry.end();
        }
        if (filled != dataBytes) {
            throw refuse("its tensors end at byte " + filled + ", there are " + dataBytes);
        }
    }

    private String once(Set<String> seen, String name) {
        if (!seen.add(name)) {
            throw refuse("'" + name + "' stands twice in its header");
        }
        return name;
    }

    private void require(JsonToken expected, String description, String of) throws IOException {
        @Nullable JsonToken found = json.nextToken();
        if (found != expected) {
            throw refuse("'" + of + "' is to have " + description + ", not " + json.getText());
        }
    }

    private ModelException refuse(String reason) {
        String shown =
                reason.length() > MOST_CHARACTERS_SHOWN ? reason.substring(0, MOST_CHARACTERS_SHOWN) + "..." : reason;
        return new ModelException("Cannot read " + file + ": " + shown + ".");
    }
}
