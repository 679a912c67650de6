package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * The result of a {@link KindlingProcess}.
 *
 * @param output all of standard output
 * @param error all of standard error
 */
public record KindlingResult(List<String> command, int exitCode, String output, String error) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Fails if the exit code is another, and shows the whole output. */
    public KindlingResult exitsWith(int expected) {
        assertThat(exitCode).as("exit code of %s", this).isEqualTo(expected);
        return this;
    }

    /** Returns the last line of standard output, which {@code --json} prints. */
    public JsonNode json() {
        List<String> lines = output.lines().toList();
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        try {
            JsonNode node = JSON.readTree(last);
            assertThat(node.isObject())
                    .as("a JSON object in the last line of %s", this)
                    .isTrue();
            return node;
        } catch (JsonProcessingException e) {
            throw new AssertionError("Cannot read the last line as JSON: " + this, e);
        }
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nexit code " + exitCode + "\n--- stdout\n" + output + "--- stderr\n"
                + error;
    }
}
