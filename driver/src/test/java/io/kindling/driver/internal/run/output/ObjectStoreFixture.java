package io.kindling.driver.internal.run.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A fixture: the local disk as file system {@code norename:}, which behaves as an object store. It cannot rename or append, and a
 * file is visible once it is closed, at once and whole.
 */
public final class ObjectStoreFixture extends RawLocalFileSystem {
    private static final URI NAME = URI.create("norename:///");
    private static boolean refuses;

    /** Sets whether a rename returns false; otherwise, it throws an exception. */
    public static void refuseRename(boolean silently) {
        refuses = silently;
    }

    @Override
    public URI getUri() {
        return NAME;
    }

    @Override
    public String getScheme() {
        return NAME.getScheme();
    }

    @Override
    public void initialize(URI uri, Configuration conf) throws IOException {
        super.initialize(uri, conf);
        setWorkingDirectory(new Path(NAME));
    }

    @Override
    public void setPermission(Path path, FsPermission permission) {}

    @Override
    public boolean rename(Path from, Path to) {
        if (refuses) {
            return false;
        }
        throw new UnsupportedOperationException("rename");
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
        throw new UnsupportedOperationException("append");
    }

    @Override
    public FSDataOutputStream create(
            Path path, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        return invisible(() -> super.create(path, overwrite, bufferSize, replication, blockSize, progress));
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return create(path, overwrite, bufferSize, replication, blockSize, progress);
    }

    private interface Creation {
        OutputStream create() throws IOException;
    }

    private static FSDataOutputStream invisible(Creation creation) throws IOException {
        return new FSDataOutputStream(
                new ByteArrayOutputStream() {
                    private boolean closed;

                    @Override
                    public void close() throws IOException {
                        if (!closed) {
                            closed = true;
                            try (OutputStream file = creation.create()) {
                                writeTo(file);
                            }
                        }
                    }
                },
                null);
    }
}
