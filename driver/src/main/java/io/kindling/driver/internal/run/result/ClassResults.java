package io.kindling.driver.internal.run.result;

import io.kindling.nn.metric.ClassificationReport;
import io.kindling.nn.metric.ExpectedCalibrationError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What an evaluation found by class.
 *
 * @param names of the classes, in the order of their numbers
 * @param counts by true class (row) and predicted class (column)
 */
public record ClassResults(List<String> names, long[][] counts) {
    public ClassResults {
        names = List.copyOf(names);
        counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    public ClassificationReport report() {
        return ClassificationReport.of(counts);
    }

    /** Adds the scores of the classes, their means, and the confusion matrix. */
    void addTo(Map<String, Object> json) {
        ClassificationReport report = report();
        json.put(
                "class_scores",
                IntStream.range(0, names.size())
                        .mapToObj(each -> {
                            Map<String, Object> scores = new LinkedHashMap<>();
                            scores.put("class", names.get(each));
                            scores.putAll(scores(report.classes().get(each)));
                            return scores;
                        })
                        .toList());
        json.put("macro_average", scores(report.macro()));
        json.put(
                "confusion_matrix",
                Arrays.stream(counts)
                        .map(row -> Arrays.stream(row).boxed().toList())
                        .toList());
    }

    private static Map<String, Object> scores(ClassificationReport.Scores scores) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("precision", scores.precision());
        json.put("recall", scores.recall());
        json.put("f1", scores.f1());
        json.put("support", scores.support());
        return json;
    }

    static Map<String, Object> asJson(ExpectedCalibrationError.Bin bin) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", bin.from());
        json.put("to", bin.to());
        json.put("rows", bin.rows());
        json.put("confidence", bin.confidence());
        json.put("accuracy", bin.accuracy());
        return json;
    }
}
