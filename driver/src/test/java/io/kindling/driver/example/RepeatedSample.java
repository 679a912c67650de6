package io.kindling.driver.example;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A folder with the training rows of the bundled sample several times over, for loops that log every 200 steps. */
final class RepeatedSample {
    private RepeatedSample() {}

    static void write(Path folder, int times) throws IOException {
        write(folder, "train-images-idx3-ubyte", 16, times);
        write(folder, "train-labels-idx1-ubyte", 8, times);
    }

    private static void write(Path folder, String name, int headerBytes, int times) throws IOException {
        Path sample = Path.of(Printed.SAMPLE, name + ".gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(sample));
                OutputStream out = Files.newOutputStream(folder.resolve(name))) {
            ByteBuffer header = ByteBuffer.wrap(in.readNBytes(headerBytes));
            header.putInt(Integer.BYTES, header.getInt(Integer.BYTES) * times);
            out.write(header.array());
            byte[] rows = in.readAllBytes();
            for (int i = 0; i < times; i++) {
                out.write(rows);
            }
        }
    }
}
