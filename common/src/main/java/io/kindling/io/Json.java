package io.kindling.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.kindling.nn.Config;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Configs as JSON text and back. What is written reads back equal, and equal configs in equal order give equal text. There
 * is no null: a name that has no value is not there.
 */
public final class Json {
    /** Models nest 32 deep, with a few brackets each. */
    private static final int MOST_DEPTH = 256;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
            .build();

    private static final Pattern WITHHELD = Pattern.compile("\\[Source: [^;]*; |(?<=column: \\d{1,9})\\]");

    private Json() {}

    /** On one line, without spaces. */
    public static String compact(Config config) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(config, json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** For people: a line for each name, indented by 2, with a line end behind. */
    public static String indented(Config config) {
        StringWriter text = new StringWriter();
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(lines));
            write(config, json);
            json.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /**
     * The characters of a JSON file.
     *
     * @param subject what the bytes are, for the message
     * @throws IOException where they are no UTF-8, instead of characters that stand for what could not be read
     */
    static String decode(byte[] utf8, String subject) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException invalid) {
            throw new IOException(subject + " is no UTF-8", invalid);
        }
    }

    /**
     * The config that a JSON object describes.
     *
     * @throws IllegalArgumentException where it is no such object; the message says why, and not where the text came from
     */
    public static Config parse(String text) {
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            Config config = object(json);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("it goes on behind its closing '}'");
            }
            return config;
        } catch (JsonProcessingException invalid) {
            throw new IllegalArgumentException("it is no valid JSON: " + reason(invalid), invalid);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** What is wrong with a text, and where as far as the parser says so: without its words on what it withholds. */
    static String reason(JsonProcessingException invalid) {
        return WITHHELD.matcher(invalid.getOriginalMessage()).replaceAll("");
    }

    private static void write(Object value, JsonGenerator json) throws IOException {
        if (value instanceof Config config) {
            json.writeStartObject();
            for (Map.Entry<String, Object> named : config.asMap().entrySet()) {
                json.writeFieldName(named.getKey());
                write(named.getValue(), json);
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(element, json);
            }
            json.writeEndArray();
        } else if (value instanceof String string) {
            json.writeString(string);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            throw new IllegalArgumentException("Cannot write " + value + " as JSON: it is not a finite number.");
        }
    }

    private static Config object(JsonParser json) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (values.put(name, value(json)) != null) {
                throw new IllegalArgumentException("'" + name + "' stands twice in one object");
            }
        }
        return Config.of(values);
    }

    private static List<Object> list(JsonParser json) throws IOException {
        List<Object> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(json));
        }
        return values;
    }

    private static Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> list(json);
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> finite(json);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default ->
                throw new IllegalArgumentException(
                        "it has " + json.getText() + " where a string, number, boolean, list or object is to stand");
        };
    }

    private static double finite(JsonParser json) throws IOException {
        double value = json.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("it has the number " + json.getText() + ", too large for a double");
        }
        return value;
    }
}
