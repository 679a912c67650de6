import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the bundled table from the Palmer penguins table: omits rows without measurements, leaves values that are not available
 * empty, and reorders the rows to mix the species, which the source lists one after the other.
 * Run it with only a JDK: {@code java MakePenguins.java penguins.csv penguins/penguins.csv}.
 */
public final class MakePenguins {
    /** Coprime to the number of rows that are kept, 342, so that each row is taken once. */
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
