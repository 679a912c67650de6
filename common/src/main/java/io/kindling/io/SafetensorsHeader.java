package io.kindling.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file. Invariant of a parsed header: in the order of {@code entries}, the tensors' bytes
 * fill the file from the end of the header to the end of the file without gap or overlap, and each tensor has as many
 * bytes as its shape needs.
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    /** One tensor: its bytes from {@code begin} to before {@code end}, counted from the end of the header. */
    record Entry(String name, DType dtype, Shape shape, long begin, long end) {}

    static final String METADATA = "__metadata__";
    private static final int ALIGNMENT = 8;
    private static final JsonFactory JSON = new JsonFactory();

    /** The types that both the format and Kindling support, by their names in the format. */
    static final Map<String, DType> DTYPES = Map.of(
            "F32", DType.FLOAT32,
            "F64", DType.FLOAT64,
            "I32", DType.INT32,
            "I64", DType.INT64,
            "U8", DType.UINT8);

    static SafetensorsHeader of(Map<String, StoredTensor> tensors, Map<String, String> metadata) {
        List<Entry> entries = new ArrayList<>();
        long begin = 0;
        for (Map.Entry<String, StoredTensor> named : tensors.entrySet()) {
            if (named.getKey().equals(METADATA)) {
                throw new IllegalArgumentException("Invalid tensor name: " + METADATA + " (reserved by the format)");
            }
            StoredTensor tensor = named.getValue();
            long end = begin + tensor.shape().size() * tensor.dtype().bytes();
            entries.add(new Entry(named.getKey(), tensor.dtype(), tensor.shape(), begin, end));
            begin = end;
        }
        return new SafetensorsHeader(entries, metadata);
    }

    /** The number of bytes of all tensors. */
    long bytes() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end;
    }

    /** Returns the header's text, padded with spaces to a multiple of 8 bytes. */
    byte[] toBytes() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> named : metadata.entrySet()) {
                    json.writeStringField(named.getKey(), named.getValue());
                }
                json.writeEndObject();
            }
            for (Entry entry : entries) {
                json.writeObjectFieldStart(entry.name);
                json.writeStringField("dtype", nameOf(entry.dtype));
                json.writeFieldName("shape");
                int[] dims = entry.shape.dims();
                json.writeArray(dims, 0, dims.length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {entry.begin, entry.end}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        byte[] bytes = text.toByteArray();
        byte[] padded = Arrays.copyOf(bytes, (bytes.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
        return padded;
    }

    private static String nameOf(DType dtype) {
        return DTYPES.entrySet().stream()
                .filter(named -> named.getValue() == dtype)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
