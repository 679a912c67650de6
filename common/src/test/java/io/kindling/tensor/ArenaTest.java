package io.kindling.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArenaTest {
    @TempDir
    private Path folder;

    @Test
    void tensorsInAMappedFile_shareItsMemory() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[4096]);
        ByteBuffer mapped;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096).order(ByteOrder.nativeOrder());
        }
        Arena arena = new Arena(mapped);
        assertThat(arena.bytes()).isEqualTo(4096);
        Region region = new Region(arena.tensor(DType.FLOAT32, Shape.of(2, 2), 64));
        region.write(new float[] {1, 2, 3, 4}, 0);
        assertThat(mapped.getFloat(64 + 3 * Float.BYTES)).isEqualTo(4);
        mapped.putFloat(64, 5);
        assertThat(region.number(0)).isEqualTo(5);
    }

    @Test
    void memoryOnTheHeap_orNotAligned_isRefused() {
        assertThatThrownBy(() -> new Arena(ByteBuffer.allocate(64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid memory: on the heap (a direct buffer)");
        ByteBuffer direct = ByteBuffer.allocateDirect(256);
        ByteBuffer odd = direct.slice(direct.alignmentOffset(0, Arena.ALIGNMENT) == 4 ? 8 : 4, 64);
        assertThatThrownBy(() -> new Arena(odd))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("Invalid memory: begins at address \\d+ \\(a multiple of 64\\)");
    }
}
