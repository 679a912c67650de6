package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedFileTest {
    @TempDir
    Path folder;

    private PreparedFile prepare(String text) throws IOException {
        return Location.of(folder.resolve("file").toString())
                .prepare(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void file_isInPlaceOnceItIsMoved_andHasATemporaryNameBefore() throws IOException {
        try (PreparedFile prepared = prepare("abc")) {
            assertThat(prepared.bytes()).isEqualTo(3);
            assertThat(names()).hasSize(1).allMatch(PreparedFile::isTemporary);
            prepared.replace();
        }
        assertThat(names()).containsExactly("file");
        assertThat(folder.resolve("file")).hasContent("abc");
    }

    @Test
    void fileThatIsNotMoved_isDeleted() throws IOException {
        prepare("abc").close();
        assertThat(names()).isEmpty();
    }

    @Test
    void contentThatFails_leavesNothing() throws IOException {
        assertThatThrownBy(() -> Location.of(folder.resolve("file").toString()).prepare(out -> {
                    out.write(1);
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        assertThat(names()).isEmpty();
    }

    @Test
    void putNew_replacesNothing_andSucceedsForOneOfSeveral() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> writers = Collections.nCopies(32, () -> {
                try (PreparedFile prepared = prepare("new")) {
                    return prepared.putNew();
                }
            });
            int succeeded = 0;
            for (Future<Boolean> writer : executor.invokeAll(writers)) {
                succeeded += writer.get() ? 1 : 0;
            }
            assertThat(succeeded).isEqualTo(1);
        } finally {
            executor.shutdown();
        }
        try (PreparedFile late = prepare("late")) {
            assertThat(late.putNew()).isFalse();
        }
        assertThat(names()).containsExactly("file");
        assertThat(folder.resolve("file")).hasContent("new");
    }
}
