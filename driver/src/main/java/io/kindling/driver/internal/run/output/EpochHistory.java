package io.kindling.driver.internal.run.output;

import io.kindling.io.Location;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Writes {@code history.csv}: a header with the names of the JSON result, then one line of numbers per epoch. */
public final class EpochHistory implements AutoCloseable {
    private final GrowingFile file;
    /** The column names, from the first epoch: all epochs of a run have the same. */
    private List<String> names = List.of();

    /** @param beforeWrite is called before each write, and prevents it by throwing */
    public EpochHistory(Location file, Runnable beforeWrite) {
        this.file = new GrowingFile(file, new byte[0], beforeWrite);
    }

    /** Makes all lines so far readable, so that a checkpoint may refer to them. */
    public void publish() {
        file.publish();
    }

    /**
     * Adds an epoch.
     *
     * @param number counts from 0
     * @param numbers by name, in column order
     */
    public void write(int number, Map<String, Double> numbers) {
        String header = "";
        if (names.isEmpty()) {
            names = List.copyOf(numbers.keySet());
            header = "epoch," + String.join(",", names) + "\n";
        }
        String cells = names.stream()
                .map(name -> Objects.toString(numbers.get(name), ""))
                .collect(Collectors.joining(","));
        file.add(header + number + "," + cells + "\n");
    }

    @Override
    public void close() {
        file.close();
    }
}
