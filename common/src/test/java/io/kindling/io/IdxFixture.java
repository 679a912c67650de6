package io.kindling.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Creates IDX files of unsigned bytes. */
final class IdxFixture {
    private IdxFixture() {}

    /** Returns a file with these axes, whose bytes count up from 0 and wrap around after 255. */
    static byte[] counting(int... dims) {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        byte[] values = new byte[size];
        for (int i = 0; i < size; i++) {
            values[i] = (byte) i;
        }
        return file(values, dims);
    }

    static byte[] file(byte[] values, int... dims) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * dims.length + values.length);
        file.putInt(0x800 + dims.length);
        for (int dim : dims) {
            file.putInt(dim);
        }
        return file.put(values).array();
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return compressed.toByteArray();
    }
}
