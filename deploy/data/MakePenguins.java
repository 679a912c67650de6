import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the bundled table from Palmer penguins' own: rows without measurements left out, values that are not available left
 * empty, and rows in an order that mixes the species, which the source has one after the other.
 * Run as {@code java MakePenguins.java penguins.csv penguins/penguins.csv}; a JDK is all it needs.
 */
public final class MakePenguins {
    /** Has no divisor in common with the 342 rows that are kept, so each is taken once. */
    private static final int STRIDE = 145;

    private MakePenguins() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Usage: java MakePenguins.java SOURCE TABLE");
            System.exit(2);
        }
        List<String> lines = Files.readAllLines(Path.of(arguments[0]));
        List<String> measured = lines.stream()
                .skip(1)
                .filter(line -> !line.contains(",NA,NA,NA,NA,"))
                .map(line -> line.replace(",NA,", ",,"))
                .toList();
        List<String> table = new ArrayList<>(List.of(lines.get(0)));
        for (int row = 0; row < measured.size(); row++) {
            table.add(measured.get(row * STRIDE % measured.size()));
        }
        Files.writeString(Path.of(arguments[1]), String.join("\n", table) + "\n");
    }
}
