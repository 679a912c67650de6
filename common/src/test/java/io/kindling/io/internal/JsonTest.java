package io.kindling.io.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final Config EXAMPLE = Config.of(
            "name",
            "dense \"1\" ü\n",
            "units",
            64L,
            "rate",
            1e-7,
            "one",
            1.0,
            "most",
            Long.MAX_VALUE,
            "smallest",
            Double.MIN_VALUE,
            "bias",
            true,
            "shape",
            List.of(28, 28),
            "none",
            List.of(),
            "inner",
            Config.of("empty", Config.EMPTY));

    @Test
    void configs_roundTripEqual() {
        assertThat(Json.parse(Json.compact(EXAMPLE))).isEqualTo(EXAMPLE);
        assertThat(Json.parse(Json.indented(EXAMPLE))).isEqualTo(EXAMPLE);
        assertThat(Json.compact(Json.parse(Json.indented(EXAMPLE)))).isEqualTo(Json.compact(EXAMPLE));
    }

    @Test
    void text_isPlainJson() {
        Config config = Config.of("b", List.of(1, 2.5), "a", Config.of("c", "d"));
        assertThat(Json.compact(config)).isEqualTo("{\"b\":[1,2.5],\"a\":{\"c\":\"d\"}}");
        assertThat(Json.indented(config))
                .isEqualTo("{\n  \"b\" : [ 1, 2.5 ],\n  \"a\" : {\n    \"c\" : \"d\"\n  }\n}\n");
    }

    @Test
    void invalidText_isRefusedWithTheReason() {
        refuses("", "it is not a JSON object");
        refuses("[]", "it is not a JSON object");
        refuses("{} {}", "it has text after its closing '}'");
        refuses("{\"a\":1,\"a\":2}", "'a' appears twice in one object");
        refuses("{\"a\":null}", "it has null where a string, number, boolean, list or object is expected");
        refuses("{\"a\":1e999}", "it has the number 1e999, too large for a double");
        assertThatThrownBy(() -> Json.parse("{\"a\":99999999999999999999}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("it is not valid JSON: ");
        assertThatThrownBy(() -> Json.parse("{\"a\":{\"b\":1"))
                .hasMessageContaining("line: 1, column: ")
                .hasMessageNotContainingAny("Source", "REDACTED", "]");
        assertThatThrownBy(() -> Json.parse("{\"a\":" + "[".repeat(300)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nesting depth (257)");
        assertThatThrownBy(() -> Json.compact(Config.of("a", Double.NaN)))
                .hasMessage("Cannot write NaN as JSON: it is not a finite number.");
    }

    private static void refuses(String text, String reason) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }
}
