package io.kindling.driver.internal.run.result;

import io.kindling.config.Config;
import io.kindling.driver.table.LeftOut;
import io.kindling.driver.table.internal.StreamClock;
import io.kindling.nn.metric.ConfusionMatrix;
import io.kindling.nn.metric.ExpectedCalibrationError;
import io.kindling.nn.metric.Metric;
import io.kindling.nn.metric.OneVsRestAUC;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of an evaluation.
 *
 * @param rows description of the evaluated rows
 * @param examples number of rows
 * @param loss the loss over all rows
 * @param metrics each metric of the program over all rows, by name
 * @param added further numbers that the predictions give, by name
 * @param classes what was found by class, if a confusion matrix was counted
 * @param reliability the bins of the calibration error; empty if there is none
 * @param seconds time of the evaluation, without starting Spark and placing or counting the rows
 * @param leftOut the rows of a table that were not used
 * @param times what the tasks spent their time on; empty for rows that were placed before
 * @param groups the same by the values of a column, if that was asked for
 */
public record EvaluationResult(
        String rows,
        long examples,
        double loss,
        Map<String, Double> metrics,
        Map<String, Double> added,
        Optional<ClassResults> classes,
        List<ExpectedCalibrationError.Bin> reliability,
        double seconds,
        LeftOut leftOut,
        Optional<StreamClock.Times> times,
        Optional<Groups> groups) {
    /**
     * The results of groups of rows.
     *
     * @param column the column by whose values rows are grouped
     * @param results by value, in their order
     */
    public record Groups(String column, Map<String, EvaluationResult> results) {
        private Map<String, Object> asJson() {
            List<Map<String, Object>> groups = new ArrayList<>();
            results.forEach((value, result) -> {
                Map<String, Object> group = new LinkedHashMap<>();
                group.put("value", value);
                group.putAll(result.asJson());
                List.of("command", "seconds", "bad_records", "rows_with_nulls").forEach(group::remove);
                groups.add(group);
            });
            return Map.of("column", column, "groups", groups);
        }
    }

    /** Returns this result with those of groups of its rows. */
    public EvaluationResult with(Groups found) {
        return new EvaluationResult(
                rows,
                examples,
                loss,
                metrics,
                added,
                classes,
                reliability,
                seconds,
                leftOut,
                times,
                Optional.of(found));
    }

    /** Follows the name of an area: the number that bounds its error. */
    public static final String ERROR = "_error";

    private static final String ACCURACY = "accuracy";

    /**
     * Returns the result of a program's evaluation.
     *
     * @param rows description of the evaluated rows
     * @param names of the classes
     */
    public static EvaluationResult of(
            String rows,
            BuiltProgram program,
            Evaluation evaluation,
            List<String> names,
            double seconds,
            LeftOut leftOut,
            Optional<StreamClock.Times> times) {
        Map<String, Double> own = new LinkedHashMap<>(evaluation.metrics());
        Map<String, Double> added = new LinkedHashMap<>();
        for (Config described : program.spec().evaluationMetrics()) {
            Double result = own.remove(described.string("name"));
            if (result != null) {
                added.put(described.string("name"), result);
            }
        }
        Optional<ClassResults> classes = Optional.empty();
        List<ExpectedCalibrationError.Bin> reliability = List.of();
        List<Metric> metrics = List.copyOf(program.metrics().values());
        for (int i = 0; i < metrics.size(); i++) {
            Metric metric = metrics.get(i);
            if (!evaluation.metrics().containsKey(metric.name())) {
                continue;
            }
            metric.load(evaluation.states().get(i));
            if (metric instanceof ConfusionMatrix matrix) {
                classes = Optional.of(new ClassResults(names, matrix.counts()));
                own.remove(matrix.name());
                added.remove(matrix.name());
            } else if (metric instanceof OneVsRestAUC area) {
                added.put(area.name() + ERROR, area.error());
            } else if (metric instanceof ExpectedCalibrationError calibration) {
                reliability = Double.isNaN(calibration.result()) ? List.of() : calibration.reliability();
            }
        }
        Map<String, Double> further = new LinkedHashMap<>();
        boolean hasAccuracy = own.containsKey(ACCURACY)
                || metrics.stream().anyMatch(metric -> metric instanceof SparseCategoricalAccuracy);
        if (classes.isPresent() && !hasAccuracy) {
            further.put(ACCURACY, classes.get().report().accuracy());
        }
        further.putAll(added);
        return new EvaluationResult(
                rows,
                evaluation.rows(),
                evaluation.loss(),
                own,
                further,
                classes,
                reliability,
                seconds,
                leftOut,
                times,
                Optional.empty());
    }

    /** Returns the counts by true class (row) and predicted class (column), if they were counted. */
    public Optional<long[][]> confusion() {
        return classes.map(ClassResults::counts);
    }

    /** Returns the object that {@code --json} prints. */
    public Map<String, Object> asJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "evaluate");
        json.put("examples", examples);
        json.put("bad_records", leftOut.bad());
        json.put("rows_with_nulls", leftOut.lacking());
        json.put("loss", loss);
        json.putAll(metrics);
        added.forEach(json::putIfAbsent);
        if (!reliability.isEmpty()) {
            json.put(
                    "reliability",
                    reliability.stream().map(ClassResults::asJson).toList());
        }
        classes.ifPresent(found -> found.addTo(json));
        groups.ifPresent(found -> json.put("by", found.asJson()));
        json.put("seconds", seconds);
        times.ifPresent(each -> {
            json.put("task_seconds", each.asMap());
            json.put("bound", each.bound());
        });
        return json;
    }
}
