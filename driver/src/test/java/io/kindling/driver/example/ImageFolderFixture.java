package io.kindling.driver.example;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A fixture: a folder of IDX files with any number of training rows, which repeat those of the bundled data set. */
final class ImageFolderFixture {
    private ImageFolderFixture() {}

    static void write(Path folder, int rows) throws IOException {
        write(folder, rows, "train-images-idx3-ubyte", 16, 28 * 28);
        write(folder, rows, "train-labels-idx1-ubyte", 8, 1);
    }

    private static void write(Path folder, int rows, String name, int headerBytes, int rowBytes) throws IOException {
        Path original = Path.of(Printed.FASHION_MNIST, name + ".gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(original))) {
            ByteBuffer written = ByteBuffer.allocate(headerBytes + rows * rowBytes);
            written.put(in.readNBytes(headerBytes)).putInt(Integer.BYTES, rows);
            byte[] read = in.readAllBytes();
            while (written.hasRemaining()) {
                written.put(read, 0, Math.min(read.length, written.remaining()));
            }
            Files.write(folder.resolve(name), written.array());
        }
    }
}
