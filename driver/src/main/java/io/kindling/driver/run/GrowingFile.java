package io.kindling.driver.run;

import io.kindling.io.Location;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that grows as the run goes on; it is there once it has one. It is readable meanwhile where the file system
 * can flush, as local disks and HDFS can, else once it is closed.
 */
final class GrowingFile implements AutoCloseable {
    private final Location file;
    private @Nullable OutputStream out;

    GrowingFile(Location file) {
        this.file = file;
    }

    /** Adds whole lines, all at once. */
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
