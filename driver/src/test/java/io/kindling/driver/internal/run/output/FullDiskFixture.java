package io.kindling.driver.internal.run.output;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A fixture: the local disk as file system {@code full:}, on which there is room for a number of writes. After them, files and
 * folders can be created, but not written to, until it has room again.
 */
public final class FullDiskFixture extends RawLocalFileSystem {
    private static final URI NAME = URI.create("full:///");
    private static int room;

    /** Sets for how many writes there is room. */
    public static void room(int writes) {
        room = writes;
    }

    /** The number of writes for which there was no room, as a negative number, or for which there still is. */
    public static int left() {
        return room;
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
    public FSDataOutputStream create(
            Path path, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        return limited(super.create(path, overwrite, bufferSize, replication, blockSize, progress));
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
        return limited(super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) throws IOException {
        return limited(super.append(path, bufferSize, progress));
    }

    private static FSDataOutputStream limited(FSDataOutputStream file) throws IOException {
        return new FSDataOutputStream(new Limited(file), null);
    }

    private static final class Limited extends OutputStream implements StreamCapabilities {
        private final FSDataOutputStream file;

        Limited(FSDataOutputStream file) {
            this.file = file;
        }

        @Override
        public boolean hasCapability(String capability) {
            return capability.equals(HSYNC);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (length > 0 && room-- <= 0) {
                throw new IOException("No space left on device");
            }
            file.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            file.flush();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
