package io.kindling.driver.internal.run.output;

import io.kindling.io.Location;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A text file that grows during the run, created with its first line. If the file system can flush, as local disks and HDFS
 * can, the lines are readable during the run, otherwise once the file is closed.
 */
final class GrowingFile implements AutoCloseable {
    private final Location file;
    private long length;
    private @Nullable OutputStream out;

    /** @param kept how many bytes of an existing file are continued; what is behind them is dropped */
    GrowingFile(Location file, long kept) {
        this.file = file;
        this.length = kept;
        if (kept > 0) {
            keep(Math.toIntExact(kept));
        }
    }

    private void keep(int bytes) {
        try {
            byte[] start;
            try (InputStream in = file.open()) {
                start = in.readNBytes(bytes);
            }
            if (start.length < bytes) {
                throw new EOFException("it has " + start.length + " bytes, of which " + bytes + " are to be continued");
            }
            out = file.create();
            out.write(start);
            out.flush();
        } catch (IOException failed) {
            throw new OutputException(
                    "Cannot continue " + file + ": " + failed.getMessage()
                            + ". Start the run over with --overwrite, or give another --output.",
                    failed);
        }
    }

    /** Appends complete lines in one write. */
    void add(String lines) {
        try {
            if (out == null) {
                out = file.create();
            }
            byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
            out.write(bytes);
            out.flush();
            length += bytes.length;
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        }
    }

    /** The bytes so far. */
    long length() {
        return length;
    }

    @Override
    public void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        }
    }
}
