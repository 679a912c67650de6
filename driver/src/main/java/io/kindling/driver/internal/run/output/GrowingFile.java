package io.kindling.driver.internal.run.output;

import io.kindling.io.Location;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A text file that grows during the run, created with its first line. If the file system can flush, as local disks and HDFS
 * can, the lines are readable during the run, otherwise once the file is closed.
 */
final class GrowingFile implements AutoCloseable {
    private final Location file;
    private @Nullable OutputStream out;

    GrowingFile(Location file) {
        this.file = file;
    }

    /** Appends complete lines in one write. */
    void add(String lines) {
        try {
            if (out == null) {
                out = file.create();
            }
            out.write(lines.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        }
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
