package io.kindling.driver.internal.run.output;

import io.kindling.io.Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A text file that grows during the run, created with its first line. The lines are readable during the run on file systems that
 * show what was flushed, as local disks and HDFS do. On others, such as object stores, they are kept in memory, and are in the
 * file once it is {@linkplain #publish published} or closed.
 */
final class GrowingFile implements AutoCloseable {
    private final Location file;
    private final Runnable beforeWrite;
    private long length;
    private @Nullable OutputStream out;
    /** The whole content; null if lines are readable when they are written. */
    private @Nullable ByteArrayOutputStream whole;

    /**
     * @param start what the file begins with, in place of an older one
     * @param beforeWrite is called before each write, and prevents it by throwing
     */
    GrowingFile(Location file, byte[] start, Runnable beforeWrite) {
        this.file = file;
        this.beforeWrite = beforeWrite;
        this.length = start.length;
        if (start.length > 0) {
            try {
                open(start);
            } catch (IOException failed) {
                throw RunFolder.unwritable(file, failed);
            }
        }
    }

    private OutputStream open(byte[] start) throws IOException {
        OutputStream opened = file.grow(start).orElse(null);
        if (opened == null) {
            whole = new ByteArrayOutputStream();
            whole.write(start);
            opened = whole;
        }
        out = opened;
        return opened;
    }

    /** Appends complete lines in one write. */
    void add(String lines) {
        beforeWrite.run();
        try {
            byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
            OutputStream opened = out == null ? open(new byte[0]) : out;
            opened.write(bytes);
            opened.flush();
            length += bytes.length;
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        }
    }

    /** The bytes so far. */
    long length() {
        return length;
    }

    /** Makes all lines so far readable, whatever the file system. */
    void publish() {
        beforeWrite.run();
        byte[] bytes = whole == null ? new byte[0] : whole.toByteArray();
        if (bytes.length > 0) {
            try {
                file.write(out -> out.write(bytes));
            } catch (IOException failed) {
                throw RunFolder.unwritable(file, failed);
            }
        }
    }

    @Override
    public void close() {
        if (whole != null) {
            publish();
        }
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        }
    }
}
