package io.kindling.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A fixture: a copy of the bundled data set in a folder of the test, which the test can damage. */
public record DataSetCopy(Path folder) {
    static final Path ORIGINAL = Repository.file("deploy/data/fashion-mnist");

    public static DataSetCopy in(Path folder) {
        try {
            Files.createDirectories(folder);
            try (var files = Files.list(ORIGINAL)) {
                List<Path> data =
                        files.filter(file -> file.toString().endsWith(".gz")).toList();
                for (Path file : data) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
            return new DataSetCopy(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes the decompressed bytes of a file. */
    DataSetCopy edit(String name, UnaryOperator<byte[]> change) {
        Path file = folder.resolve(name + ".gz");
        try {
            byte[] bytes;
            try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                bytes = in.readAllBytes();
            }
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(change.apply(bytes));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts a compressed file in half. */
    DataSetCopy truncate(String name) {
        Path file = folder.resolve(name + ".gz");
        try {
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
