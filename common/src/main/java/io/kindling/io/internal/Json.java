package io.kindling.io.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.kindling.config.Config;
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
 * Conversion between configs and JSON text. Written text reads back as an equal config, and equal configs in equal
 * order give equal text. There is no null: a name without a value is omitted.
 */
public final class Json {
    /** Models nest up to 32 deep, with a few brackets per level. */
    private static final int MAX_DEPTH = 256;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private static final Pattern REDACTED_SOURCE = Pattern.compile("\\[Source: [^;]*; |(?<=column: \\d{1,9})\\]");

    private Json() {}

    /** Returns JSON on one line, without spaces. */
    public static String compact(Config config) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(config, json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** Returns JSON for people: one line per name, indented by 2, with a newline at the end. */
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
     * Decodes the bytes of a JSON file.
     *
     * @param subject what the bytes are, for the message
     * @throws IOException if the bytes are not UTF-8; no replacement characters are used
     */
    public static String decode(byte[] utf8, String subject) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException invalid) {
            throw new IOException(subject + " is not UTF-8", invalid);
        }
    }

    /**
     * Parses a JSON object.
     *
     * @throws IllegalArgumentException if the text is not such an object; the message has the reason, not the source
     */
    public static Config parse(String text) {
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is not a JSON object");
            }
            Config config = object(json);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("it has text after its closing '}'");
            }
            return config;
        } catch (JsonProcessingException invalid) {
            throw new IllegalArgumentException("it is not valid JSON: " + reason(invalid), invalid);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Returns what is wrong with a text and where, without the parser's note about the redacted source. */
    public static String reason(JsonProcessingException invalid) {
        return REDACTED_SOURCE.matcher(invalid.getOriginalMessage()).replaceAll("");
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
                throw new IllegalArgumentException("'" + name + "' appears twice in one object");
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
                        "it has " + json.getText() + " where a string, number, boolean, list or object is expected");
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
