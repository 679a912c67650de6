package io.kindling.io;

import io.kindling.data.DataException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** The bytes of a file, read sequentially and counted; decompressed if the file starts with the gzip magic number. */
final class IdxBytes implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    /** Deflate needs at least 2 bits for 258 bytes, so decompressed data is at most this much larger. */
    private static final long MAX_DEFLATE_RATIO = 1032;

    private final Location location;
    private final InputStream in;
    private final boolean compressed;
    private final byte[] skipped = new byte[BUFFER_BYTES];
    private long position;
    private long expected = -1;

    private IdxBytes(Location location, InputStream in, boolean compressed) {
        this.location = location;
        this.in = in;
        this.compressed = compressed;
    }

    static IdxBytes open(Location location) throws IOException {
        InputStream file = location.open();
        try {
            file.mark(2);
            boolean compressed = file.read() == 0x1f && file.read() == 0x8b;
            file.reset();
            InputStream in =
                    compressed ? new BufferedInputStream(new GZIPInputStream(file, BUFFER_BYTES), BUFFER_BYTES) : file;
            return new IdxBytes(location, in, compressed);
        } catch (EOFException truncated) {
            file.close();
            throw new DataException(
                    "Cannot read " + location + ": it begins like a gzip file but ends before any data.", truncated);
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
    }

    /** Sets the expected number of bytes, and compares it with the file's length before anything is read. */
    void requireLength(long bytes) throws IOException {
        expected = bytes;
        long found = location.length();
        if (!compressed && found != bytes) {
            throw wrongLength("it has " + found + " bytes");
        }
        if (compressed && bytes / MAX_DEFLATE_RATIO > found) {
            throw wrongLength("its " + found + " compressed bytes cannot hold that many");
        }
    }

    /** Reads four bytes as a big-endian number. */
    int readInt() throws IOException {
        byte[] four = new byte[4];
        read(four, 0, 4);
        return (four[0] & 0xff) << 24 | (four[1] & 0xff) << 16 | (four[2] & 0xff) << 8 | (four[3] & 0xff);
    }

    void read(byte[] into, int from, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int read = readSome(into, from + done, count - done);
            if (read < 0) {
                throw wrongLength("it ends after " + position + " bytes");
            }
            done += read;
            position += read;
        }
    }

    void skip(long count) throws IOException {
        for (long remaining = count; remaining > 0; ) {
            int chunk = (int) Math.min(remaining, skipped.length);
            read(skipped, 0, chunk);
            remaining -= chunk;
        }
    }

    /** Throws if more bytes follow; for compressed data, this also verifies the checksum. */
    void requireEnd() throws IOException {
        if (readSome(skipped, 0, 1) >= 0) {
            throw wrongLength("more follow");
        }
    }

    private int readSome(byte[] into, int from, int count) throws IOException {
        try {
            return in.read(into, from, count);
        } catch (EOFException truncated) {
            throw wrongLength("its compressed data ends after " + position + " bytes");
        }
    }

    private DataException wrongLength(String found) {
        String length = expected < 0 ? "an IDX header" : expected + " bytes";
        return new DataException("Cannot read " + location + ": expected " + length
                + (compressed ? " after decompression" : "") + ", but " + found + ".");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
