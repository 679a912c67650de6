package io.kindling.driver.example;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A folder of IDX files with as many training rows as a test wants: those of the bundled sample, over and over. */
final class SampleFolder {
    private SampleFolder() {}

    static void write(Path folder, int rows) throws IOException {
        write(folder, rows, "train-images-idx3-ubyte", 16, 28 * 28);
        write(folder, rows, "train-labels-idx1-ubyte", 8, 1);
    }

    private static void write(Path folder, int rows, String name, int headerBytes, int rowBytes) throws IOException {
        Path sample = Path.of(Printed.SAMPLE, name + ".gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(sample))) {
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
