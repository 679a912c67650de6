package io.kindling.io;

import io.kindling.io.internal.Reason;
import io.kindling.tensor.DType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors in one file of the safetensors format: the length of the header in 8 bytes, the header in JSON, then
 * the tensors' bytes without gaps, all little-endian.
 *
 * <p>Tensors are written in the map's order without padding; spaces after the header make them start at a multiple of 8
 * bytes. Equal maps give equal files. When read, tensors are in the order of their bytes. Source: the format
 * description in the repository huggingface/safetensors.
 *
 * @param tensors by name, in the order of their bytes
 * @param metadata free text by name, in the order of the header
 */
public record Safetensors(Map<String, StoredTensor> tensors, Map<String, String> metadata) {
    /** Room for as many tensors as the parser accepts. Other readers of the format accept 100 MB. */
    static final int MAX_HEADER_BYTES = 16 << 20;

    private static final int CHUNK_BYTES = 1 << 16;

    public Safetensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Writes the file atomically.
     *
     * @return the SHA-256 of the file, in hexadecimal
     */
    public String write(Location file) throws IOException {
        try (PreparedFile prepared = prepare(file)) {
            prepared.replace();
            return prepared.sha256();
        }
    }

    /** Writes the file under a temporary name. */
    PreparedFile prepare(Location file) throws IOException {
        return file.prepare(out -> {
            byte[] header = SafetensorsHeader.of(tensors, metadata).toBytes();
            byte[] headerLength = new byte[Long.BYTES];
            littleEndian(headerLength).putLong(header.length);
            out.write(headerLength);
            out.write(header);
            for (StoredTensor tensor : tensors.values()) {
                int bytes = tensor.dtype().bytes();
                int length = Array.getLength(tensor.values());
                byte[] chunk = new byte[CHUNK_BYTES];
                for (int from = 0; from < length; from += CHUNK_BYTES / bytes) {
                    int count = Math.min(CHUNK_BYTES / bytes, length - from);
                    put(tensor.values(), from, count, littleEndian(chunk));
                    out.write(chunk, 0, count * bytes);
                }
            }
        });
    }

    /**
     * Reads and checks a whole file.
     *
     * @throws ModelException if it is missing or does not match its header exactly
     */
    public static Safetensors read(Location file) {
        try (InputStream in = file.open()) {
            return read(file.toString(), in, file.length());
        } catch (IOException failed) {
            throw new ModelException("Cannot read " + file + ": " + Reason.of(failed), failed);
        }
    }

    /** Reads and checks the bytes of a file in memory. */
    static Safetensors read(String name, byte[] bytes) {
        try {
            return read(name, new ByteArrayInputStream(bytes), bytes.length);
        } catch (IOException failed) {
            throw new ModelException("Cannot read " + name + ": " + Reason.of(failed), failed);
        }
    }

    private static Safetensors read(String name, InputStream in, long fileBytes) throws IOException {
        if (fileBytes < 8) {
            throw new ModelException(
                    "Cannot read " + name + ": it has " + fileBytes + " bytes, but a safetensors file has at least 8.");
        }
        long headerBytes = littleEndian(in.readNBytes(Long.BYTES)).getLong();
        if (headerBytes < 0 || headerBytes > Math.min(MAX_HEADER_BYTES, fileBytes - 8)) {
            throw new ModelException("Cannot read " + name + ": its header length is "
                    + Long.toUnsignedString(headerBytes) + " bytes, but the file has " + fileBytes
                    + " (and a header at most "
                    + MAX_HEADER_BYTES + ").");
        }
        byte[] headerText = in.readNBytes((int) headerBytes);
        SafetensorsHeader header = SafetensorsHeaderParser.parse(name, headerText, fileBytes - 8 - headerBytes);
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            tensors.put(entry.name(), new StoredTensor(entry.shape(), readValues(name, in, entry)));
        }
        return new Safetensors(tensors, header.metadata());
    }

    private static Object readValues(String name, InputStream in, SafetensorsHeader.Entry entry) throws IOException {
        DType dtype = entry.dtype();
        int length = Math.toIntExact(entry.shape().size());
        Object values = switch (dtype) {
            case FLOAT32 -> new float[length];
            case FLOAT64 -> new double[length];
            case INT32 -> new int[length];
            case INT64 -> new long[length];
            case UINT8 -> new byte[length];
            case BOOL -> throw new IllegalStateException("Cannot read bool: the header does not allow it.");
        };
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int from = 0; from < length; from += CHUNK_BYTES / dtype.bytes()) {
            int count = Math.min(CHUNK_BYTES / dtype.bytes(), length - from);
            if (in.readNBytes(chunk, 0, count * dtype.bytes()) < count * dtype.bytes()) {
                throw new ModelException("Cannot read " + name + ": it was truncated while being read.");
            }
            get(littleEndian(chunk), values, from, count);
        }
        return values;
    }

    private static void put(Object values, int from, int count, ByteBuffer into) {
        switch (DType.ofArray(values)) {
            case FLOAT32 -> into.asFloatBuffer().put((float[]) values, from, count);
            case FLOAT64 -> into.asDoubleBuffer().put((double[]) values, from, count);
            case INT32 -> into.asIntBuffer().put((int[]) values, from, count);
            case INT64 -> into.asLongBuffer().put((long[]) values, from, count);
            case UINT8, BOOL -> into.put((byte[]) values, from, count);
        }
    }

    private static void get(ByteBuffer from, Object values, int at, int count) {
        switch (DType.ofArray(values)) {
            case FLOAT32 -> from.asFloatBuffer().get((float[]) values, at, count);
            case FLOAT64 -> from.asDoubleBuffer().get((double[]) values, at, count);
            case INT32 -> from.asIntBuffer().get((int[]) values, at, count);
            case INT64 -> from.asLongBuffer().get((long[]) values, at, count);
            case UINT8, BOOL -> from.get((byte[]) values, at, count);
        }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
