import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the bundled data set from the full one: every tenth row of each of the four IDX files, beginning with the first.
 * Run it with only a JDK: {@code java MakeSample.java FULL_FOLDER SUBSET_FOLDER}.
 */
public final class MakeSample {
    private static final int EVERY = 10;
    private static final String[] NAMES = {
        "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"
    };

    private MakeSample() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Usage: java MakeSample.java FULL_FOLDER SUBSET_FOLDER");
            System.exit(2);
        }
        Files.createDirectories(Path.of(arguments[1]));
        for (String name : NAMES) {
            thin(Path.of(arguments[0], name), Path.of(arguments[1], name));
        }
    }

    private static void thin(Path full, Path subset) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(full))));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(compressing(subset)))) {
            int magic = in.readInt();
            int rows = in.readInt();
            out.writeInt(magic);
            out.writeInt((rows + EVERY - 1) / EVERY);
            int rowBytes = 1;
            for (int axis = 1; axis < (magic & 0xff); axis++) {
                int size = in.readInt();
                out.writeInt(size);
                rowBytes *= size;
            }
            byte[] row = new byte[rowBytes];
            for (int i = 0; i < rows; i++) {
                in.readFully(row);
                if (i % EVERY == 0) {
                    out.write(row);
                }
            }
        }
        System.out.println(subset + ": " + Files.size(subset) + " bytes");
    }

    /** Java's gzip writes no timestamp, so the same rows and the same zlib version give the same files. */
    private static OutputStream compressing(Path file) throws IOException {
        return new GZIPOutputStream(Files.newOutputStream(file)) {
            {
                def.setLevel(9);
            }
        };
    }
}
