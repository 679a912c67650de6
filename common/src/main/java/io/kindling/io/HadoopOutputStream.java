package io.kindling.io;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.StreamCapabilities;
import org.jspecify.annotations.Nullable;

/**
 * A file written through Hadoop. Failures of a local disk, such as a full disk, are exceptions here; Hadoop throws
 * errors.
 */
class HadoopOutputStream extends OutputStream {
    private final FSDataOutputStream file;
    /** What has failed; HDFS throws the same exception again when the file is closed. */
    private @Nullable IOException failure;

    HadoopOutputStream(FSDataOutputStream file) {
        this.file = file;
    }

    private interface Action {
        void run() throws IOException;
    }

    private void withDiskErrorsAsExceptions(Action action) throws IOException {
        try {
            action.run();
        } catch (FSError refused) {
            throw refused.getCause() instanceof IOException cause ? cause : new IOException(refused);
        } catch (IOException failed) {
            // An exception cannot be suppressed by itself, as at the end of a try statement.
            IOException thrown = failed == failure ? new IOException(failed.getMessage(), failed) : failed;
            failure = failed;
            throw thrown;
        }
    }

    @Override
    public void write(int value) throws IOException {
        withDiskErrorsAsExceptions(() -> file.write(value));
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        withDiskErrorsAsExceptions(() -> file.write(bytes, from, length));
    }

    @Override
    public void flush() throws IOException {
        withDiskErrorsAsExceptions(file::flush);
    }

    /** Returns whether readers see what was flushed, or nothing before the file is closed. */
    boolean isVisibleWhenFlushed() {
        return file.hasCapability(StreamCapabilities.HSYNC);
    }

    /** Makes the written data visible to readers. */
    void makeVisible() throws IOException {
        withDiskErrorsAsExceptions(file::hflush);
    }

    /** Forces the written data to disk, if the file system supports it. */
    void sync() throws IOException {
        if (file.hasCapability(StreamCapabilities.HSYNC)) {
            withDiskErrorsAsExceptions(file::hsync);
        }
    }

    @Override
    public void close() throws IOException {
        withDiskErrorsAsExceptions(file::close);
    }
}
