package io.kindling.io;

import io.kindling.data.DataException;
import io.kindling.data.ExampleSource;
import io.kindling.io.internal.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * A folder of IDX files: training rows, 60,000 or any other number, and test rows. Features have the row shape of the file, (28,
 * 28) for MNIST, and are uint8 if its values are unsigned bytes, otherwise float32; labels are int32 scalars.
 *
 * <p>Files have the names of MNIST, such as {@code train-images-idx3-ubyte}, plain or with {@code .gz}. If there is none, the
 * only file with a similar name is taken, as other data sets and programs call them: {@code train-images.idx3-ubyte}, {@code
 * emnist-letters-test-labels-idx1-ubyte.gz}, {@code test-images-idx4-float}.
 */
public final class IdxFolder {
    private static final String TRAIN = "train";
    private static final String TEST = "t10k";
    private static final String COMPRESSED = ".gz";
    private static final int MAX_NAMES_SHOWN = 10;
    private static final Pattern OF_TABLES = Pattern.compile("\\.(parquet|csv|json|orc)(?:\\.[a-z0-9]+)?$");

    private enum Content {
        IMAGES,
        LABELS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

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
        return split(TRAIN);
    }

    /**
     * Returns the rows of {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, after comparing their headers.
     *
     * @throws DataException if a file is missing or invalid
     */
    public ExampleSource test() {
        return split(TEST);
    }

    /** Returns whether the folder has test files; it may have only training files. */
    public boolean hasTest() {
        try {
            return file(TEST, Content.LABELS).isPresent();
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
            for (String part : List.of(TRAIN, TEST)) {
                for (Content content : Content.values()) {
                    Optional<Location> file = file(part, content);
                    if (file.isPresent()) {
                        try (InputStream in = new CheckedInputStream(file.get().open(), checksum)) {
                            in.transferTo(OutputStream.nullOutputStream());
                        }
                    }
                }
            }
        } catch (IOException failed) {
            throw unreadable(failed);
        }
        return Long.toHexString(checksum.getValue());
    }

    private ExampleSource split(String part) {
        return IdxSplit.of(IdxFile.open(find(part, Content.IMAGES)), IdxFile.open(find(part, Content.LABELS)));
    }

    private Location find(String part, Content content) {
        try {
            Optional<Location> file = file(part, content);
            if (file.isEmpty()) {
                String name = usualName(part, content);
                throw new DataException("Cannot read data in " + location + ": neither " + name + " nor " + name
                        + ".gz is there. " + holds(location));
            }
            return file.get();
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    private static String usualName(String part, Content content) {
        return part + "-" + content + (content == Content.IMAGES ? "-idx3-ubyte" : "-idx1-ubyte");
    }

    /** Returns the file of the usual name, plain or compressed, or else the only one of a similar name. */
    private Optional<Location> file(String part, Content content) throws IOException {
        String usual = usualName(part, content);
        for (String candidate : List.of(usual, usual + COMPRESSED)) {
            if (location.child(candidate).exists()) {
                return Optional.of(location.child(candidate));
            }
        }
        Pattern similar = similar(part, content);
        Map<String, String> found = new TreeMap<>();
        for (String name : location.list()) {
            if (similar.matcher(name).matches()) {
                found.merge(
                        name.replace(COMPRESSED, ""),
                        name,
                        (one, other) -> one.length() < other.length() ? one : other);
            }
        }
        if (found.size() > 1) {
            throw new DataException("Cannot choose between " + String.join(" and ", found.values()) + " in " + location
                    + ": leave one of them there, or call it " + usual + ".");
        }
        return found.values().stream().findFirst().map(location::child);
    }

    private static Pattern similar(String part, Content content) {
        return Pattern.compile("(?i)(.+[-_.])?" + (part.equals(TEST) ? "(t10k|test)" : "train(ing)?") + "[-_.]"
                + content + "([-_.]idx\\d*([-_.][a-z0-9]+)?)?(\\.gz)?");
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
        List<String> names = folder.list().stream()
                .filter(name -> !name.startsWith(".") && !name.startsWith("_"))
                .toList();
        if (names.isEmpty()) {
            return folder + " is empty.";
        }
        List<String> shown = names.subList(0, Math.min(names.size(), MAX_NAMES_SHOWN));
        int more = names.size() - shown.size();
        String table = names.stream()
                .flatMap(name -> OF_TABLES.matcher(name).results())
                .findFirst()
                .map(format -> " To read them as a table, set --format " + format.group(1) + ".")
                .orElse("");
        return folder + " holds " + String.join(", ", shown) + (more > 0 ? " and " + more + " more." : ".") + table;
    }
}
