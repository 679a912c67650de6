package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    private static final int ROUNDS = Boolean.getBoolean("kindling.full") ? 200_000 : 20_000;

    private static final String KERNEL = "{'k':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]}}";

    @TempDir
    Path folder;

    private static Safetensors example() {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("dense/kernel", new StoredTensor(Shape.of(2, 3), new float[] {1, -2, 3.5f, 4, Float.NaN, 1e-40f}));
        tensors.put("dense/bias", new StoredTensor(Shape.of(3), new double[] {1, 2, -0.0}));
        tensors.put("ünïcode \"name\"", new StoredTensor(Shape.SCALAR, new long[] {Long.MIN_VALUE}));
        tensors.put("none", new StoredTensor(Shape.of(0, 4), new float[0]));
        tensors.put("ints", new StoredTensor(Shape.of(2), new int[] {7, -7}));
        tensors.put("bytes", new StoredTensor(Shape.of(3), new byte[] {0, 127, (byte) 255}));
        return new Safetensors(tensors, Map.of("made by", "a test"));
    }

    private byte[] bytesOf(Safetensors tensors) throws IOException {
        Path file = folder.resolve("model.safetensors");
        tensors.write(Location.of(file.toString()));
        return Files.readAllBytes(file);
    }

    private static byte[] file(String header, int dataBytes) {
        byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    private static void refuses(byte[] file, String reason) {
        assertThatThrownBy(() -> Safetensors.read("m", file))
                .isInstanceOf(ModelException.class)
                .hasMessage("Cannot read m: " + reason);
    }

    @Test
    void tensors_roundTripInOrder_bitForBit() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Safetensors written = example();
        String digest = written.write(Location.of(file.toString()));
        Safetensors read = Safetensors.read(Location.of(file.toString()));
        assertThat(read.tensors().keySet())
                .containsExactlyElementsOf(written.tensors().keySet());
        assertThat(read.metadata()).isEqualTo(written.metadata());
        read.tensors().forEach((name, tensor) -> {
            StoredTensor expected = written.tensors().get(name);
            assertThat(tensor.dtype()).isEqualTo(expected.dtype());
            assertThat(tensor.shape()).isEqualTo(expected.shape());
            assertThat(tensor.values()).isEqualTo(expected.values());
        });
        assertThat(Location.of(file.toString()).sha256()).isEqualTo(digest);
        assertThat(bytesOf(read)).isEqualTo(bytesOf(written));
    }

    @Test
    void bytes_matchTheFormat() throws IOException {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        tensors.put("b", new StoredTensor(Shape.of(1, 2), new float[] {1, -2}));
        tensors.put("a", new StoredTensor(Shape.SCALAR, new long[] {258}));
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"a\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]}}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.write(new byte[] {(byte) padded.length(), 0, 0, 0, 0, 0, 0, 0});
        expected.write(padded.getBytes(StandardCharsets.US_ASCII));
        expected.write(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0});
        expected.write(new byte[] {2, 1, 0, 0, 0, 0, 0, 0});
        assertThat(bytesOf(new Safetensors(tensors, Map.of("format", "pt")))).isEqualTo(expected.toByteArray());
    }

    @Test
    void tensorsLargerThanABuffer_roundTrip() throws IOException {
        float[] values = new float[100_003];
        Random random = new Random(42);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        Safetensors large = new Safetensors(Map.of("w", new StoredTensor(Shape.of(values.length), values)), Map.of());
        assertThat(Safetensors.read("m", bytesOf(large)).tensors().get("w").floats())
                .isEqualTo(values);
    }

    @Test
    void headerOfAnotherWriter_isRead() {
        String header = "{'b':{'data_offsets':[8,8],'shape':[0],'dtype':'F32'}, 'k' : {'dtype':'F32','shape':[2,1],"
                + "'data_offsets':[0,8]}}   ";
        assertThat(Safetensors.read("m", file(header, 8)).tensors().keySet()).containsExactly("k", "b");
        assertThat(Safetensors.read("m", file("{}", 0)).tensors()).isEmpty();
    }

    @Test
    void missingFile_isNamed() {
        assertThatThrownBy(() -> Safetensors.read(Location.of(folder + "/absent.safetensors")))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("Cannot read " + folder + "/absent.safetensors: ");
    }

    @Test
    void everyDeviationFromTheFormat_isRefused() {
        refuses(new byte[7], "it has 7 bytes, but a safetensors file has at least 8.");
        byte[] tooLong = file(KERNEL, 8);
        tooLong[7] = (byte) 0x80;
        assertThatThrownBy(() -> Safetensors.read("m", tooLong)).hasMessageContaining("its header length is 92233720");
        tooLong[7] = 0;
        tooLong[0] += 9;
        assertThatThrownBy(() -> Safetensors.read("m", tooLong)).hasMessageContaining("its header length is");

        refuses(file("", 0), "its header does not begin with '{'.");
        refuses(file(" {}", 0), "its header does not begin with '{'.");
        byte[] latin1 = file(KERNEL, 8);
        latin1[10] = (byte) 'é';
        refuses(latin1, "its header is not UTF-8");
        refuses(file("{} {}", 0), "its header has text after its closing '}'.");
        refuses(
                file(KERNEL.replace("'k'", "'k':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'k'"), 8),
                "'k' appears twice in its header.");
        refuses(file(KERNEL.replace("'dtype'", "'dtype':'F32','dtype'"), 8), "'dtype' appears twice in its header.");
        refuses(file("{'__metadata__':{},'__metadata__':{}}", 0), "'__metadata__' appears twice in its header.");
        refuses(file("{'__metadata__':{'a':1}}", 0), "expected text for 'a', found 1.");
        refuses(
                file(KERNEL.replace("F32", "F16"), 8),
                "tensor 'k' has the unsupported type F16 (supported: [F32, F64, I32, I64, U8]).");
        refuses(file(KERNEL.replace("dtype", "type"), 8), "tensor 'k' has the unknown field 'type'.");
        refuses(file("{'k':{'dtype':'F32','shape':[2]}}", 8), "tensor 'k' lacks dtype, shape or two data_offsets.");
        refuses(file(KERNEL.replace("[0,8]", "[0]"), 8), "tensor 'k' lacks dtype, shape or two data_offsets.");
        refuses(file(KERNEL.replace("[0,8]", "[0,8,9]"), 8), "tensor 'k' has a list of more than 2 numbers.");
        refuses(
                file(KERNEL.replace("[2,1]", "[2.0,1]"), 8),
                "tensor 'k' has 2.0 where a non-negative integer is expected.");
        refuses(
                file(KERNEL.replace("[2,1]", "[-2,-1]"), 8),
                "tensor 'k' has -2 where a non-negative integer is expected.");
        refuses(
                file(KERNEL.replace("[2,1]", "[[2],1]"), 8),
                "its header is not valid JSON: Document nesting depth (4) exceeds the maximum allowed (3, from "
                        + "`StreamReadConstraints.getMaxNestingDepth()`)");
    }

    @Test
    void inconsistentSizes_areRefused() {
        refuses(
                file(KERNEL.replace("[2,1]", "[3,1]"), 8),
                "tensor 'k' occupies bytes 0 to 8, but float32 (3, 1) needs 12.");
        refuses(
                file(KERNEL.replace("[0,8]", "[8,0]"), 8),
                "tensor 'k' occupies bytes 8 to 0, but float32 (2, 1) needs 8.");
        refuses(
                file(KERNEL.replace("[2,1]", "[4294967296,4294967296,4]"), 8),
                "tensor 'k' has the shape [4294967296, 4294967296, 4], too large for an array.");
        refuses(
                file(KERNEL.replace("[2,1]", "[2147483647,2147483647,2147483647]"), 8),
                "tensor 'k' has the shape [2147483647, 2147483647, 2147483647], too large for an array.");
        refuses(
                file(KERNEL.replace("[0,8]", "[8,16]"), 16),
                "tensor 'k' begins at byte 8, but the tensor before it ends at 0.");
        refuses(file(KERNEL, 9), "its tensors end at byte 8, but its data has 9 bytes.");
        refuses(file(KERNEL, 7), "its tensors end at byte 8, but its data has 7 bytes.");
        String overlapping = "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},"
                + "'b':{'dtype':'U8','shape':[4],'data_offsets':[3,7]}}";
        refuses(file(overlapping, 7), "tensor 'b' begins at byte 3, but the tensor before it ends at 4.");
    }

    @Test
    void tooManyTensors_areRefused() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i <= 1 << 16; i++) {
            header.append(i == 0 ? "" : ",").append("'").append(i);
            header.append("':{'dtype':'U8','shape':[0],'data_offsets':[0,0]}");
        }
        refuses(file(header.append("}").toString(), 0), "its header names more than 65536 tensors.");
    }

    @Test
    void everyTruncation_isRefused() throws IOException {
        byte[] whole = bytesOf(example());
        for (int length = 0; length < whole.length; length++) {
            byte[] truncated = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Safetensors.read("m", truncated)).isInstanceOf(ModelException.class);
        }
    }

    @Test
    void mutatedBytes_areReadOrThrowModelException() throws IOException {
        byte[] whole = bytesOf(example());
        int header = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
        Random random = new Random(42);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                mutated[random.nextInt(8 + header)] = (byte) random.nextInt(256);
            }
            try {
                Safetensors.read("m", mutated);
            } catch (ModelException expected) {
                assertThat(expected).hasMessageStartingWith("Cannot read m: ");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }

    @Test
    void storedTensors_mustFitTheirShapeAndType() {
        assertThatThrownBy(() -> new StoredTensor(Shape.of(2, 2), new float[3]))
                .hasMessage("Invalid tensor: 3 values (float32 (2, 2) has 4)");
        StoredTensor ints = new StoredTensor(Shape.of(1), new int[1]);
        assertThat(ints.dtype()).isEqualTo(DType.INT32);
        assertThatThrownBy(ints::floats)
                .isInstanceOf(ModelException.class)
                .hasMessage("Cannot read a stored tensor as float32: it is int32 (1,).");
        Safetensors reserved = new Safetensors(Map.of("__metadata__", ints), Map.of());
        assertThatThrownBy(() -> bytesOf(reserved))
                .hasMessage("Invalid tensor name: __metadata__ (reserved by the format)");
        assertThat(List.of(folder.toFile().list())).isEmpty();
    }
}
