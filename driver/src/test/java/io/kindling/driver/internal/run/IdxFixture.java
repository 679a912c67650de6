package io.kindling.driver.internal.run;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A fixture: a small folder of IDX files with images whose one bright row is their class, so that a network can learn it. */
public record IdxFixture(int rows, int side, int classes) {
    /** Writes the four files and returns the folder. */
    public Path write(Path folder) {
        try {
            Files.createDirectories(folder);
            for (String prefix : new String[] {"train", "t10k"}) {
                images(folder.resolve(prefix + "-images-idx3-ubyte"));
                labels(folder.resolve(prefix + "-labels-idx1-ubyte"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void images(Path file) throws IOException {
        try (DataOutputStream out = begin(file, 0x803)) {
            out.writeInt(side);
            out.writeInt(side);
            for (int row = 0; row < rows; row++) {
                for (int pixel = 0; pixel < side * side; pixel++) {
                    out.writeByte(pixel / side == row % classes ? 200 + row % 50 : row % 7);
                }
            }
        }
    }

    private void labels(Path file) throws IOException {
        try (OutputStream out = begin(file, 0x801)) {
            for (int row = 0; row < rows; row++) {
                out.write(row % classes);
            }
        }
    }

    private DataOutputStream begin(Path file, int magic) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        out.writeInt(magic);
        out.writeInt(rows);
        return out;
    }
}
