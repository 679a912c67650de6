package io.kindling.worker.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesProbeTest {
    @Test
    void manyFiles_areTriedEvenly_withTheFirstAndTheLast() {
        List<String> files = IntStream.range(0, 151).mapToObj(Integer::toString).toList();
        assertThat(FilesProbe.ofSome(files, Map.of()).files())
                .hasSize(16)
                .startsWith("0", "10", "20")
                .endsWith("150");
        assertThat(FilesProbe.ofSome(files.subList(0, 2), Map.of()).files()).containsExactly("0", "1");
        assertThat(FilesProbe.ofSome(files.subList(0, 1), Map.of()).files()).containsExactly("0");
        assertThat(FilesProbe.ofSome(List.of(), Map.of()).files()).isEmpty();
    }

    @Test
    void missingFile_isNamed(@TempDir Path folder) throws IOException {
        Path there = Files.writeString(folder.resolve("there"), "a");
        Path missing = folder.resolve("missing");
        new FilesProbe(List.of(there.toString()), Map.of()).read();
        assertThatThrownBy(() -> new FilesProbe(List.of(there.toString(), missing.toString()), Map.of()).read())
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read " + missing + ": ");
    }
}
