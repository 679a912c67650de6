package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that claim or have a long header are refused before their header is read.
 *
 * @see SafetensorsHeader
 */
class LongHeadersTest {
    private static final long EXTRA_HEAP = 64L << 20;

    @TempDir
    Path folder;

    /** Returns a file of zeros that takes no space on the disk. */
    private Path sparse(String name, long bytes) throws IOException {
        Path file = folder.resolve(name);
        try (RandomAccessFile created = new RandomAccessFile(file.toFile(), "rw")) {
            created.setLength(bytes);
        }
        return file;
    }

    private static long allocatedBy(Runnable action) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void longHeaderOfSafetensors_isRefusedByItsLength() throws IOException {
        for (long header : new long[] {60_000_000, 99_999_992, 100_000_000}) {
            Path file = sparse("m.safetensors", 8 + header + 16);
            try (RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
                changed.write(ByteBuffer.allocate(9)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header)
                        .put((byte) '{')
                        .array());
            }
            long allocated = allocatedBy(() -> assertThatThrownBy(() -> Safetensors.read(Location.of(file.toString())))
                    .isInstanceOf(ModelException.class)
                    .hasMessage("Cannot read " + file + ": its header length is " + header + " bytes, but the file has "
                            + (header + 24) + " (and a header at most 16777216)."));
            assertThat(allocated).isLessThan(EXTRA_HEAP);
        }
    }

    @Test
    void longDescriptionOfAModel_isRefusedByItsLength() throws IOException {
        Path file = sparse("model.json", 60_000_000);
        long allocated = allocatedBy(() -> assertThatThrownBy(() -> ModelFolder.read(Location.of(folder.toString())))
                .isInstanceOf(ModelException.class)
                .hasMessage("Cannot read " + file + ": it has 60000000 bytes, more than the limit of 8388608"));
        assertThat(allocated).isLessThan(EXTRA_HEAP);
    }

    /** A hundred thousand of the shortest layers and their calls. */
    @Test
    void manyLayers_areRefusedByTheLengthOfTheirDescription() throws IOException {
        StringBuilder layers = new StringBuilder();
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            layers.append("{\"kind\":\"Flatten\",\"name\":\"f").append(i).append("\",\"frozen\":false,\"config\":{}},");
            calls.append("{\"layer\":\"f")
                    .append(i)
                    .append("\",\"inputs\":[[\"f")
                    .append(i - 1)
                    .append("\",0,0]]},");
        }
        Files.writeString(
                folder.resolve("model.json"),
                "{\"format\":\"kindling-model\",\"version\":1,\"content\":{\"models\":{\"m\":{\"layers\":[" + layers
                        + "],\"calls\":[" + calls + "]}}}}\n",
                StandardCharsets.UTF_8);
        long allocated = allocatedBy(() -> assertThatThrownBy(() -> ModelFolder.read(Location.of(folder.toString())))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("more than the limit of 8388608"));
        assertThat(allocated).isLessThan(EXTRA_HEAP);
    }

    private void idx(byte[] images) throws IOException {
        Files.write(folder.resolve("train-images-idx3-ubyte"), images);
        Files.write(folder.resolve("train-labels-idx1-ubyte"), IdxFixture.counting(2));
    }

    private void assertIdxRefused(String reason) {
        assertThatThrownBy(() -> IdxFolder.open(Location.of(folder.toString())).training())
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read " + folder.resolve("train-images-idx3-ubyte") + ": " + reason);
    }

    @Test
    void idxSizesWhoseProductOverflows_areRefused() throws IOException {
        int most = Integer.MAX_VALUE;
        for (int[] dims : new int[][] {{2, most, most}, {most, most, most}, {2, 65_536, 65_536}}) {
            idx(IdxFixture.file(new byte[12], dims));
            assertIdxRefused(
                    "its header has the invalid axis sizes [" + dims[0] + ", " + dims[1] + ", " + dims[2] + "].");
        }
        idx(IdxFixture.file(new byte[0], 0, most, most, most));
        assertIdxRefused("its header has the invalid axis sizes [0, " + most + ", " + most + ", " + most + "].");
    }

    @Test
    void imagesOfNoPixels_areRefused() throws IOException {
        idx(IdxFixture.file(new byte[0], 2, 0, 28));
        assertIdxRefused("its images are (0, 28), which have no pixels.");
        idx(IdxFixture.file(new byte[0], 2, 28, 0));
        assertIdxRefused("its images are (28, 0), which have no pixels.");
    }
}
