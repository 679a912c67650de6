package io.kindling.driver.table.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvLineTest {
    private static CsvLine line(String text) {
        return CsvLine.of(text, CsvDialect.USUAL);
    }

    @Test
    void values_areSplitAtCommas_andUnquoted() {
        assertThat(line("").values()).containsExactly("");
        assertThat(line("a,,b,").values()).containsExactly("a", "", "b", "");
        assertThat(line("\"a, b\",\"\",\"he said \"\"x\"\"\"").values()).containsExactly("a, b", "", "he said \"x\"");
        assertThat(line("5\" pipe,1").values()).containsExactly("5\" pipe", "1");
    }

    @Test
    void line_isOpen_whenAQuotedValueIsNotClosed() {
        assertThat(line("1,\"oak")).isEqualTo(new CsvLine(List.of("1", "oak"), true));
        assertThat(line("1,\"oak \"\"x\"\"").open()).isTrue();
        assertThat(line("1,\"").open()).isTrue();
        assertThat(line("1,\"\"").open()).isFalse();
        assertThat(line("1,\"\"\"\"").open()).isFalse();
        assertThat(line("tree\",1").open()).isFalse();
        assertThat(line("5\" pipe,1").open()).isFalse();
        assertThat(line("\"oak\" tree,\"a\"").open()).isFalse();
    }
}
