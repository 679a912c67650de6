package io.kindling.driver.internal.run;

import io.kindling.io.Location;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Writes {@code history.csv}: a header with the names of the JSON result, then one line of numbers per epoch. */
final class EpochHistory implements AutoCloseable {
    private final GrowingFile file;
    /** The column names, from the first epoch: all epochs of a run have the same. */
    private List<String> names = List.of();

    EpochHistory(Location file) {
        this.file = new GrowingFile(file);
    }

    /** Returns an epoch's numbers by name, in column order, with a loss for each phase if there are several. */
    static Map<String, Double> numbers(EpochResult epoch) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("loss", epoch.loss());
        if (epoch.losses().size() > 1) {
            epoch.losses().forEach((phase, loss) -> numbers.put("loss_" + phase, loss));
        }
        numbers.putAll(epoch.metrics());
        epoch.validation().ifPresent(validation -> {
            numbers.put("val_loss", validation.loss());
            validation.metrics().forEach((name, value) -> numbers.put("val_" + name, value));
        });
        numbers.put("seconds", epoch.seconds());
        epoch.validation().ifPresent(validation -> numbers.put("val_seconds", validation.seconds()));
        return numbers;
    }

    void write(EpochResult epoch) {
        Map<String, Double> numbers = numbers(epoch);
        String header = "";
        if (names.isEmpty()) {
            names = List.copyOf(numbers.keySet());
            header = "epoch," + String.join(",", names) + "\n";
        }
        String cells = names.stream()
                .map(name -> Objects.toString(numbers.get(name), ""))
                .collect(Collectors.joining(","));
        file.add(header + epoch.epoch() + "," + cells + "\n");
    }

    @Override
    public void close() {
        file.close();
    }
}
