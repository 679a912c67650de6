package io.kindling.io;

import io.kindling.data.DataException;
import io.kindling.data.ExampleSource;
import io.kindling.io.internal.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * A folder of IDX files with the file names of MNIST, each plain or with {@code .gz}: training rows, 60,000 or any
 * other number, and test rows. Features are uint8 with the row shape of the file, (28, 28) for MNIST; labels are int32
 * scalars.
 */
public final class IdxFolder {
    private static final String IMAGES = "-images-idx3-ubyte";
    private static final String LABELS = "-labels-idx1-ubyte";
    private static final int MAX_NAMES_SHOWN = 10;

    private final Location location;

    private IdxFolder(Location location) {
        this.location = location;
    }

    /**
     * Opens a folder.
     *
     * @throws DataException if there is no such folder
     */
    public static IdxFolder open(Location location) {
        IdxFolder folder = new IdxFolder(location);
        folder.requireFolder();
        return folder;
    }

    /**
     * Returns the rows of {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte}, after comparing their headers.
     *
     * @throws DataException if a file is missing or invalid
     */
    public ExampleSource training() {
        return split("train");
    }

    /**
     * Returns the rows of {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, after comparing their headers.
     *
     * @throws DataException if a file is missing or invalid
     */
    public ExampleSource test() {
        return split("t10k");
    }

    /** Returns whether the folder has test files; it may have only training files. */
    public boolean hasTest() {
        try {
            return fileNamed("t10k" + LABELS).isPresent();
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /**
     * A checksum of the bytes of all files, in hexadecimal, which is another one if rows were changed. Reads all files.
     *
     * @throws DataException if a file cannot be read
     */
    public String checksum() {
        CRC32C checksum = new CRC32C();
        try {
            for (String name : List.of("train" + IMAGES, "train" + LABELS, "t10k" + IMAGES, "t10k" + LABELS)) {
                Optional<Location> file = fileNamed(name);
                if (file.isPresent()) {
                    try (InputStream in = new CheckedInputStream(file.get().open(), checksum)) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                }
            }
        } catch (IOException failed) {
            throw unreadable(failed);
        }
        return Long.toHexString(checksum.getValue());
    }

    private ExampleSource split(String prefix) {
        return IdxSplit.of(IdxFile.open(find(prefix + IMAGES)), IdxFile.open(find(prefix + LABELS)));
    }

    private Location find(String name) {
        try {
            Optional<Location> file = fileNamed(name);
            if (file.isEmpty()) {
                throw new DataException("Cannot read data in " + location + ": neither " + name + " nor " + name
                        + ".gz is there. " + holds(location));
            }
            return file.get();
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /** Returns the file of this name, plain or compressed. */
    private Optional<Location> fileNamed(String name) throws IOException {
        for (String candidate : List.of(name, name + ".gz")) {
            if (location.child(candidate).exists()) {
                return Optional.of(location.child(candidate));
            }
        }
        return Optional.empty();
    }

    private void requireFolder() {
        try {
            if (!location.exists()) {
                throw new DataException("Cannot read data in " + location + ": there is no such folder."
                        + location.similarSibling()
                                .map(near -> " Did you mean " + near + "?")
                                .orElse(""));
            }
            if (!location.isFolder()) {
                throw new DataException(
                        "Cannot read data in " + location + ": it is a file, not a folder of IDX files.");
            }
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    private DataException unreadable(IOException failed) {
        return new DataException("Cannot read data in " + location + ": " + Reason.of(failed), failed);
    }

    private static String holds(Location folder) throws IOException {
        List<String> names = folder.list();
        if (names.isEmpty()) {
            return folder + " is empty.";
        }
        List<String> shown = names.subList(0, Math.min(names.size(), MAX_NAMES_SHOWN));
        int more = names.size() - shown.size();
        return folder + " holds " + String.join(", ", shown) + (more > 0 ? " and " + more + " more." : ".");
    }
}
