package io.kindling.driver.table.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvLineTest {
    @Test
    void values_areSplitAtCommas_andUnquoted() {
        assertThat(CsvLine.of("").values()).containsExactly("");
        assertThat(CsvLine.of("a,,b,").values()).containsExactly("a", "", "b", "");
        assertThat(CsvLine.of("\"a, b\",\"\",\"he said \"\"x\"\"\"").values())
                .containsExactly("a, b", "", "he said \"x\"");
        assertThat(CsvLine.of("5\" pipe,1").values()).containsExactly("5\" pipe", "1");
    }

    @Test
    void line_isOpen_whenAQuotedValueIsNotClosed() {
        assertThat(CsvLine.of("1,\"oak")).isEqualTo(new CsvLine(List.of("1", "oak"), true));
        assertThat(CsvLine.of("1,\"oak \"\"x\"\"").open()).isTrue();
        assertThat(CsvLine.of("1,\"").open()).isTrue();
        assertThat(CsvLine.of("1,\"\"").open()).isFalse();
        assertThat(CsvLine.of("1,\"\"\"\"").open()).isFalse();
        assertThat(CsvLine.of("tree\",1").open()).isFalse();
        assertThat(CsvLine.of("5\" pipe,1").open()).isFalse();
        assertThat(CsvLine.of("\"oak\" tree,\"a\"").open()).isFalse();
    }
}
