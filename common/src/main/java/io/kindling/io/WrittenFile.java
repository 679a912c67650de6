package io.kindling.io;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.StreamCapabilities;

/** A file that Hadoop writes. What a local disk refuses, as when it is full, is an exception here, an error of Hadoop's. */
class WrittenFile extends OutputStream {
    private final FSDataOutputStream file;

    WrittenFile(FSDataOutputStream file) {
        this.file = file;
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void refusable(Action action) throws IOException {
        try {
            action.run();
        } catch (FSError refused) {
            throw refused.getCause() instanceof IOException cause ? cause : new IOException(refused);
        }
    }

    @Override
    public void write(int value) throws IOException {
        refusable(() -> file.write(value));
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        refusable(() -> file.write(bytes, from, length));
    }

    @Override
    public void flush() throws IOException {
        refusable(file::flush);
    }

    /** Lets others see what was written. */
    void show() throws IOException {
        refusable(file::hflush);
    }

    /** Has what was written on the disk, where the file system can. */
    void sync() throws IOException {
        if (file.hasCapability(StreamCapabilities.HSYNC)) {
            refusable(file::hsync);
        }
    }

    @Override
    public void close() throws IOException {
        refusable(file::close);
    }
}
