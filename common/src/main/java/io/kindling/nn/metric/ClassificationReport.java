package io.kindling.nn.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Precision, recall and F1 of each class, and their plain means, from the counts of a {@link ConfusionMatrix}. As {@code
 * sklearn.metrics.classification_report} with {@code zero_division=0}: a quotient whose divisor is 0 is 0, and the means leave
 * out classes that are neither a label nor predicted.
 *
 * @param classes in the order of class numbers
 * @param macro the plain means over classes, and all rows
 * @param accuracy the fraction of rows that are predicted rightly
 */
public record ClassificationReport(List<Scores> classes, Scores macro, double accuracy) {
    /**
     * The scores of one class, or their means.
     *
     * @param precision of the rows predicted as the class, the fraction that are of it
     * @param recall of the rows of the class, the fraction predicted as it
     * @param f1 the harmonic mean of both
     * @param support the rows of the class
     */
    public record Scores(double precision, double recall, double f1, long support) {}

    public ClassificationReport {
        classes = List.copyOf(classes);
    }

    /**
     * Derives the report.
     *
     * @param counts by true class (row) and predicted class (column)
     */
    public static ClassificationReport of(long[][] counts) {
        int size = counts.length;
        long[] support =
                Arrays.stream(counts).mapToLong(row -> Arrays.stream(row).sum()).toArray();
        long[] predicted = IntStream.range(0, size)
                .mapToLong(column ->
                        Arrays.stream(counts).mapToLong(row -> row[column]).sum())
                .toArray();
        List<Scores> classes = IntStream.range(0, size)
                .mapToObj(each -> new Scores(
                        ratio(counts[each][each], predicted[each]),
                        ratio(counts[each][each], support[each]),
                        ratio(2 * counts[each][each], predicted[each] + support[each]),
                        support[each]))
                .toList();
        List<Scores> occurring = IntStream.range(0, size)
                .filter(each -> support[each] + predicted[each] > 0)
                .mapToObj(classes::get)
                .toList();
        long rows = Arrays.stream(support).sum();
        long hits =
                IntStream.range(0, size).mapToLong(each -> counts[each][each]).sum();
        Scores macro = new Scores(
                mean(occurring, Scores::precision), mean(occurring, Scores::recall), mean(occurring, Scores::f1), rows);
        return new ClassificationReport(classes, macro, ratio(hits, rows));
    }

    private static double ratio(long part, long all) {
        return all == 0 ? 0 : (double) part / all;
    }

    private static double mean(List<Scores> scores, ToDoubleFunction<Scores> score) {
        return scores.stream().mapToDouble(score).average().orElse(0);
    }
}
