package io.kindling.driver.internal.run.output;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
    @TempDir
    Path folder;

    private void assertRefused(RunFolder.Existing existing, String reason) {
        assertThatThrownBy(() -> ResultFolder.ofTable(folder.toString(), existing, Map.of()))
                .isInstanceOf(OutputException.class)
                .hasMessage("Cannot write to " + folder + ": it already contains " + reason);
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(folder.resolve(name));
        }
    }

    @Test
    void finishedTable_isNamedAsOne_notByItsFiles() throws IOException {
        write("_SUCCESS", "part-00000-91ef.snappy.parquet", "part-00001-91ef.snappy.parquet");
        assertRefused(
                RunFolder.Existing.REFUSE,
                "a table, such as earlier predictions. Give another --output, or --overwrite.");
    }

    @Test
    void otherFiles_areNamed_fiveAtMost() throws IOException {
        write("_SUCCESS", "notes.txt");
        assertRefused(RunFolder.Existing.OVERWRITE, "_SUCCESS, notes.txt. Give another --output.");
        write("a", "b", "c", "d");
        assertRefused(RunFolder.Existing.OVERWRITE, "_SUCCESS, a, b, c, d, .... Give another --output.");
    }
}
