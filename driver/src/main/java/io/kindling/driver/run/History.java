package io.kindling.driver.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Epochs as a table: a column for each number, by the names of the JSON result. */
final class History {
    private History() {}

    /** An epoch's numbers by name, in order: losses by phase where there are several. */
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

    /** A line of names, then a line an epoch. */
    static String csv(List<EpochResult> epochs) {
        Set<String> names = new LinkedHashSet<>();
        epochs.forEach(epoch -> names.addAll(numbers(epoch).keySet()));
        StringBuilder csv = new StringBuilder("epoch");
        names.forEach(name -> csv.append(',').append(name));
        for (EpochResult epoch : epochs) {
            Map<String, Double> numbers = numbers(epoch);
            List<String> cells = new ArrayList<>(List.of(Integer.toString(epoch.epoch())));
            names.forEach(name ->
                    cells.add(numbers.containsKey(name) ? numbers.get(name).toString() : ""));
            csv.append('\n').append(String.join(",", cells));
        }
        return csv.append('\n').toString();
    }
}
