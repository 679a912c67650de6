package io.kindling.driver.table.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A line of a JSON file, which holds one object. Spark reads the first value of a line and ignores the rest. */
final class JsonLine {
    /** What Spark accepts by default. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonLine() {}

    /** Returns the rule that the line breaks without being malformed, which Spark reports by itself. */
    static Optional<String> misread(String line) {
        try (JsonParser json = FACTORY.createParser(line)) {
            JsonToken first = json.nextToken();
            if (first == JsonToken.START_ARRAY) {
                return Optional.of("a list: a line holds one object");
            }
            if (first != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            json.skipChildren();
            return isAtEnd(json) ? Optional.empty() : Optional.of("text follows its object: a line holds one object");
        } catch (JsonProcessingException malformed) {
            return Optional.empty();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static boolean isAtEnd(JsonParser json) throws IOException {
        try {
            return json.nextToken() == null;
        } catch (JsonProcessingException otherText) {
            return false;
        }
    }
}
