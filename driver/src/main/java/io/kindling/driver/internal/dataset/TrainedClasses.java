package io.kindling.driver.internal.dataset;

import io.kindling.driver.table.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares the classes that labels name with those that training rows have. */
public final class TrainedClasses {
    private static final int MOST_SHOWN = 5;

    private TrainedClasses() {}

    /**
     * Returns a warning if a model cannot learn some of the classes, or can learn only one.
     *
     * @param firstRows the first row of each class
     * @param labels the names of the classes, if they are known
     * @param training the number of training rows, which are the first ones
     */
    public static Optional<String> warning(Map<Integer, Long> firstRows, Optional<Labels> labels, long training) {
        List<Map.Entry<Integer, Long>> classes =
                firstRows.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        List<Map.Entry<Integer, Long>> missing =
                classes.stream().filter(each -> each.getValue() >= training).toList();
        if (!missing.isEmpty()) {
            return Optional.of(
                    "Training rows have no row of class "
                            + missing.stream()
                                    .limit(MOST_SHOWN)
                                    .map(each -> name(each.getKey(), labels))
                                    .collect(Collectors.joining(", "))
                            + (missing.size() > MOST_SHOWN ? ", ..." : "") + ": the first is row "
                            + missing.get(0).getValue() + ", and only the first " + training
                            + " rows are trained on. If rows are sorted by class, mix them, or change --validation or --limit.");
        }
        return classes.size() == 1
                ? Optional.of("All training rows are of one class, "
                        + name(classes.get(0).getKey(), labels) + ": a model can learn nothing else from them.")
                : Optional.empty();
    }

    private static String name(int number, Optional<Labels> labels) {
        return labels.isPresent() && labels.get() instanceof Labels.Names names
                ? "'" + names.names().get(number) + "'"
                : Integer.toString(number);
    }
}
