package io.kindling.driver.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.table.Columns;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceSettingsTest {
    private static Optional<String> guess(String path) {
        return new SourceSettings(Optional.of(path), Optional.empty(), Columns.ALL).guess();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"p.csv", "p.csv.gz", "rows.jsonl", "folder.parquet/", "idx-folder", "/{a.csv,b.csv}", "/*.orc"})
    void formatThatTheNameTells_isNotMentioned(String path) {
        assertThat(guess(path)).isEmpty();
    }

    @Test
    void namesOfSeveralFormats_areMentioned() {
        assertThat(guess("/{a.csv,b.parquet}"))
                .contains("Reading /{a.csv,b.parquet} as parquet, as the last name tells; set --format to override"
                        + " this.");
    }
}
