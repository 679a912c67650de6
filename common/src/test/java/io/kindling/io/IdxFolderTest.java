package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import io.kindling.data.ExampleSource;
import io.kindling.data.Examples;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxFolderTest {
    private static final String IMAGES = "train-images-idx3-ubyte";
    private static final String LABELS = "train-labels-idx1-ubyte";

    @TempDir
    Path folder;

    @BeforeEach
    void twentyImagesOf2By3() throws IOException {
        write(IMAGES, IdxFixture.counting(20, 2, 3));
        write(LABELS + ".gz", IdxFixture.gzip(IdxFixture.counting(20)));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private ExampleSource training() {
        return IdxFolder.open(Location.of(folder.toString())).training();
    }

    private void refuses(String message) {
        assertThatThrownBy(() -> {
                    ExampleSource source = training();
                    source.read(new long[0]);
                })
                .isInstanceOf(DataException.class)
                .hasMessage(message.replace("FOLDER", folder.toString()));
    }

    @Test
    void rows_areImagesWithTheirLabelsAndPositions() {
        ExampleSource source = training();
        assertThat(source.count()).isEqualTo(20);
        assertThat(source.classes()).isEqualTo(20);
        Examples read = source.read(new long[] {0, 7, 8, 19});
        assertThat(read.features().dtype()).isEqualTo(DType.UINT8);
        assertThat(read.features().rowShape()).isEqualTo(Shape.of(2, 3));
        assertThat((byte[]) read.features().values())
                .startsWith(0, 1, 2, 3, 4, 5, 42, 43)
                .endsWith(114, 115, 116, 117, 118, 119);
        assertThat((int[]) read.labels().orElseThrow().values()).containsExactly(0, 7, 8, 19);
        assertThat(read.rowIds()).containsExactly(0, 7, 8, 19);
    }

    @Test
    void emptySelection_hasTypesAndShapes() {
        Examples none = training().read(new long[0]);
        assertThat(none.count()).isZero();
        assertThat(none.features().rowShape()).isEqualTo(Shape.of(2, 3));
        assertThat(none.labels().orElseThrow().dtype()).isEqualTo(DType.INT32);
    }

    @Test
    void compressedFile_isDetectedByContent_notByName() throws IOException {
        write(IMAGES, IdxFixture.gzip(IdxFixture.counting(20, 2, 3)));
        assertThat(training().read(new long[] {19}).features().tensor().longs())
                .containsExactly(114, 115, 116, 117, 118, 119);
    }

    @Test
    void everySelection_matchesTheWholeFile() {
        byte[] all = (byte[]) training().take(20).read(positions(~0)).features().values();
        Random random = new Random(42);
        for (int round = 0; round < 50; round++) {
            long[] positions = positions(random.nextInt());
            byte[] selected = (byte[]) training().read(positions).features().values();
            for (int i = 0; i < positions.length; i++) {
                int from = (int) positions[i] * 6;
                assertThat(Arrays.copyOfRange(selected, i * 6, i * 6 + 6))
                        .isEqualTo(Arrays.copyOfRange(all, from, from + 6));
            }
        }
    }

    private static long[] positions(int bits) {
        return LongStream.range(0, 20).filter(row -> (bits >>> row & 1) == 1).toArray();
    }

    @Test
    void missingFolder_isRefusedWithTheNearestName() throws IOException {
        Files.createDirectory(folder.resolve("mnist-full"));
        assertThatThrownBy(() -> IdxFolder.open(Location.of(folder + "/other/full")))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read data in " + folder + "/other/full: there is no such folder.");
        assertThatThrownBy(() -> IdxFolder.open(Location.of(folder + "/mnist/full")))
                .hasMessageEndingWith(": there is no such folder. Did you mean " + folder + "/mnist-full?");
        assertThatThrownBy(() -> IdxFolder.open(Location.of(folder + "/mnist-ful/fashion")))
                .hasMessageEndingWith(": there is no such folder. Did you mean " + folder + "/mnist-full?");
        assertThatThrownBy(() -> IdxFolder.open(Location.of(folder + "/" + IMAGES)))
                .hasMessage(
                        "Cannot read data in " + folder + "/" + IMAGES + ": it is a file, not a folder of IDX files.");
    }

    @Test
    void missingFile_listsTheFolderContent() {
        assertThatThrownBy(() -> IdxFolder.open(Location.of(folder.toString())).test())
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read data in " + folder
                        + ": neither t10k-images-idx3-ubyte nor t10k-images-idx3-ubyte.gz is there. " + folder
                        + " holds " + IMAGES + ", " + LABELS + ".gz.");
    }

    @Test
    void folderOfATable_isRecognized() throws IOException {
        Path table = Files.createDirectory(folder.resolve("table"));
        Files.createFile(table.resolve("_SUCCESS"));
        Files.createFile(table.resolve(".part-0.snappy.parquet.crc"));
        Files.createFile(table.resolve("part-0.snappy.parquet"));
        assertThatThrownBy(() -> IdxFolder.open(Location.of(table.toString())).test())
                .hasMessageEndingWith(
                        table + " holds part-0.snappy.parquet. To read them as a table, set --format parquet.");
    }

    private static byte[] typed(int type, int bytes, Consumer<ByteBuffer> values, int... dims) {
        int size = Arrays.stream(dims).reduce(1, Math::multiplyExact);
        ByteBuffer file =
                ByteBuffer.allocate(4 + 4 * dims.length + size * bytes).putInt(type << 8 | dims.length);
        Arrays.stream(dims).forEach(file::putInt);
        values.accept(file);
        return file.array();
    }

    /** Every type of the format, with values that another type or byte order would read as others. */
    @Test
    void valuesOfOtherTypes_areFloat32() throws IOException {
        List<byte[]> files = List.of(
                typed(0x09, 1, values -> values.put((byte) -2).put((byte) 3), 1, 1, 2),
                typed(0x0b, 2, values -> values.putShort((short) -2).putShort((short) 3), 1, 1, 2),
                typed(0x0c, 4, values -> values.putInt(-2).putInt(3), 1, 1, 2),
                typed(0x0d, 4, values -> values.putFloat(-2).putFloat(3), 1, 1, 2),
                typed(0x0e, 8, values -> values.putDouble(-2).putDouble(3), 1, 1, 2));
        write(LABELS + ".gz", typed(0x0e, 8, values -> values.putDouble(7), 1));
        for (byte[] file : files) {
            write(IMAGES, file);
            Examples rows = training().read(new long[] {0});
            assertThat((float[]) rows.features().values()).containsExactly(-2, 3);
            assertThat((int[]) rows.labels().orElseThrow().values()).containsExactly(7);
        }
    }

    @Test
    void valuesThatAreNotFinite_andLabelsWithFractions_areRefusedWithTheirRow() throws IOException {
        write(IMAGES, typed(0x0d, 4, values -> values.putFloat(1).putFloat(Float.NaN), 2, 1, 1));
        write(LABELS + ".gz", typed(0x0d, 4, values -> values.putFloat(1).putFloat(1.5f), 2));
        assertThatThrownBy(() -> training().read(new long[] {0, 1}))
                .hasMessage("Cannot read " + folder.resolve(IMAGES)
                        + ": a value of row 1 is NaN (values are finite in float32).");
        assertThatThrownBy(() -> training().readLabels(new long[] {1}))
                .hasMessage("Cannot read " + folder.resolve(LABELS)
                        + ".gz: the label of row 1 is 1.5 (labels of IDX files are class numbers).");
    }

    @ParameterizedTest
    @CsvSource({
        "train-images.idx3-ubyte, train-labels.idx1-ubyte",
        "emnist-letters-train-images-idx3-ubyte, emnist-letters-train-labels-idx1-ubyte",
        "training_images.idx, training_labels.idx",
        "train-images-idx4-float, train-labels-idx1-int"
    })
    void similarNames_areFoundIfThereIsOneOfThem(String images, String labels) throws IOException {
        Files.move(folder.resolve(IMAGES), folder.resolve(images));
        Files.move(folder.resolve(LABELS + ".gz"), folder.resolve(labels + ".gz"));
        assertThat(training().count()).isEqualTo(20);
        Files.copy(folder.resolve(images), folder.resolve("other-" + images));
        assertThatThrownBy(this::training)
                .hasMessage("Cannot choose between "
                        + Stream.of(images, "other-" + images).sorted().collect(Collectors.joining(" and "))
                        + " in " + folder + ": leave one of them there, or call it " + IMAGES + ".");
    }

    @Test
    void wrongMagicNumber_isShown() throws IOException {
        write(IMAGES, "<!doctype html>".getBytes(StandardCharsets.US_ASCII));
        refuses("Cannot read FOLDER/" + IMAGES
                + ": it begins with 3c21646f, but an IDX file begins with 0000, the type of its values (08, 09, 0b, 0c,"
                + " 0d, 0e) and the number of axes.");
        write(IMAGES, new byte[] {0, 0, 0x0a, 1, 0, 0, 0, 0});
        refuses("Cannot read FOLDER/" + IMAGES
                + ": it begins with 00000a01, but an IDX file begins with 0000, the type of its values (08, 09, 0b, 0c,"
                + " 0d, 0e) and the number of axes.");
        write(IMAGES, new byte[] {0, 0});
        refuses("Cannot read FOLDER/" + IMAGES + ": expected an IDX header, but it ends after 2 bytes.");
    }

    @Test
    void truncatedPlainFile_isRefusedWithItsLength() throws IOException {
        write(IMAGES, Arrays.copyOf(IdxFixture.counting(20, 2, 3), 130));
        refuses("Cannot read FOLDER/" + IMAGES + ": expected 136 bytes, but it has 130 bytes.");
    }

    @Test
    void trailingBytes_areRefused() throws IOException {
        write(IMAGES, Arrays.copyOf(IdxFixture.counting(20, 2, 3), 137));
        refuses("Cannot read FOLDER/" + IMAGES + ": expected 136 bytes, but it has 137 bytes.");
        write(IMAGES, IdxFixture.gzip(Arrays.copyOf(IdxFixture.counting(20, 2, 3), 137)));
        refuses("Cannot read FOLDER/" + IMAGES + ": expected 136 bytes after decompression, but more follow.");
    }

    @Test
    void everyTruncationOfACompressedFile_isRefused() throws IOException {
        byte[] whole = IdxFixture.gzip(IdxFixture.counting(20, 2, 3));
        for (int length = 0; length < whole.length; length++) {
            write(IMAGES, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> training().read(new long[] {0}))
                    .as("%s of %s bytes", length, whole.length)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith("Cannot read " + folder + "/" + IMAGES + ": ");
        }
    }

    @Test
    void everyFlippedByteOfACompressedFile_isRefusedOrHarmless() throws IOException {
        byte[] whole = IdxFixture.gzip(IdxFixture.counting(20, 2, 3));
        Object expected = training().read(new long[] {0, 19}).features().values();
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            write(IMAGES, damaged);
            try {
                // Some bytes of the gzip header do not affect the data: time and operating system.
                assertThat(training().read(new long[] {0, 19}).features().values())
                        .isEqualTo(expected);
            } catch (DataException refused) {
                assertThat(refused).hasMessageStartingWith("Cannot read ");
            }
        }
    }

    @Test
    void headerLargerThanTheFile_isRefusedBeforeAllocation() throws IOException {
        byte[] oversized = IdxFixture.file(new byte[10], 2_000_000_000, 28, 28);
        write(IMAGES, oversized);
        refuses("Cannot read FOLDER/" + IMAGES + ": expected 1568000000016 bytes, but it has 26 bytes.");
        byte[] compressed = IdxFixture.gzip(oversized);
        write(IMAGES, compressed);
        refuses("Cannot read FOLDER/" + IMAGES + ": expected 1568000000016 bytes after decompression, but its "
                + compressed.length + " compressed bytes cannot hold that many.");
        write(IMAGES, IdxFixture.file(new byte[0], Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
        refuses("Cannot read FOLDER/" + IMAGES
                + ": its header has the invalid axis sizes [2147483647, 2147483647, 2147483647].");
        write(IMAGES, IdxFixture.file(new byte[0], -1, 28, 28));
        refuses("Cannot read FOLDER/" + IMAGES + ": its header has the invalid axis sizes [-1, 28, 28].");
    }

    @Test
    void labelsThatDoNotMatchTheImages_areRefused() throws IOException {
        write(LABELS, IdxFixture.counting(19));
        refuses("Cannot read FOLDER/" + IMAGES + ": it has 20 rows, but " + LABELS + " has 19 labels.");
        write(LABELS, IdxFixture.counting(20, 2));
        refuses("Cannot read FOLDER/" + LABELS + ": its rows are (2,), but labels are one number per row.");
    }

    @Test
    void positions_mustAscendWithinTheFile() {
        assertThatThrownBy(() -> training().read(new long[] {3, 3}))
                .hasMessage("Invalid position: 3 (ascending, 0 to 19)");
        assertThatThrownBy(() -> training().read(new long[] {20}))
                .hasMessage("Invalid position: 20 (ascending, 0 to 19)");
    }
}
