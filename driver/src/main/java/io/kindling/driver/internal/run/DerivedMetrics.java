package io.kindling.driver.internal.run;

import io.kindling.nn.layer.Activations;
import io.kindling.nn.metric.ConfusionMatrix;
import io.kindling.nn.metric.ExpectedCalibrationError;
import io.kindling.nn.metric.MeanAbsoluteError;
import io.kindling.nn.metric.MeanSquaredError;
import io.kindling.nn.metric.Metric;
import io.kindling.nn.metric.OneVsRestAUC;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.nn.metric.R2Score;
import io.kindling.nn.metric.RootMeanSquaredError;
import io.kindling.nn.metric.SparseTopKCategoricalAccuracy;
import io.kindling.nn.metric.TopKCategoricalAccuracy;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Chooses the metrics that {@code evaluate} adds to a program's own, by what the program predicts and what its labels are. A kind
 * of metric that the program declares itself is not added, nor a metric whose name is taken.
 */
final class DerivedMetrics {
    static final String TOP_5 = "top_5_accuracy";

    private static final int TOP = 5;

    /** Limits the state of a confusion matrix to eight megabytes. */
    private static final int MAX_CLASSES = 1_000;

    /** Limits the state of the areas to about a megabyte. */
    private static final int MAX_CLASSES_OF_AREAS = 200;

    private final BuiltProgram program;
    private final List<PredictionMetric> added = new ArrayList<>();

    private DerivedMetrics(BuiltProgram program) {
        this.program = program;
    }

    /** Returns the metrics to add; none if the predictions cannot be compared with the labels. */
    static List<PredictionMetric> of(BuiltProgram program) {
        DerivedMetrics metrics = new DerivedMetrics(program);
        if (program.hasPrediction()) {
            metrics.addFor(program.spec().data());
        }
        return List.copyOf(metrics.added);
    }

    /** Whether an evaluation with these added metrics counts a confusion matrix. */
    static boolean countConfusion(BuiltProgram program, List<PredictionMetric> added) {
        return Stream.concat(evaluated(program), added.stream()).anyMatch(ConfusionMatrix.class::isInstance);
    }

    /** The program's own metrics that its evaluation updates. */
    private static Stream<Metric> evaluated(BuiltProgram program) {
        Set<String> names = program.evaluationMetrics(program.metricStates()).keySet();
        return program.metrics().values().stream().filter(metric -> names.contains(metric.name()));
    }

    private void addFor(DataSchema data) {
        Shape predicted;
        try {
            predicted = program.predictedShape();
        } catch (Exception thrown) {
            return; // A prediction that fails is for predict to report: the program's evaluation may do without.
        }
        if (data.classes() > 1) {
            boolean each = predicted.rank() == 1 && predicted.dim(0) == data.classes();
            boolean probabilities = each ? program.predictsProbabilities() : isProbabilityOfOne(predicted);
            if (each || probabilities) {
                addForClasses(data.classes(), probabilities);
            }
        } else if (data.classes() == 0 && data.labelType().isFloating() && isLike(data.labelShape(), predicted)) {
            addForNumbers(predicted.size() == 1);
        }
    }

    /** Whether there is one prediction a row, the probability of the second of two classes. */
    private boolean isProbabilityOfOne(Shape predicted) {
        return program.spec().data().classes() == 2
                && predicted.size() == 1
                && (program.predictsProbabilities()
                        || Activations.ofOutput(
                                        program.models().values().iterator().next())
                                .filter("sigmoid"::equals)
                                .isPresent());
    }

    private static boolean isLike(Shape label, Shape predicted) {
        return label.equals(predicted)
                || label.equals(predicted.append(1))
                || label.append(1).equals(predicted);
    }

    private void addForClasses(int classes, boolean probabilities) {
        if (classes > TOP) {
            add(
                    SparseTopKCategoricalAccuracy.named(TOP_5).k(TOP),
                    SparseTopKCategoricalAccuracy.class,
                    TopKCategoricalAccuracy.class);
        }
        if (probabilities && classes <= MAX_CLASSES_OF_AREAS) {
            add(OneVsRestAUC.of(classes), OneVsRestAUC.class);
        }
        if (probabilities) {
            add(ExpectedCalibrationError.of(), ExpectedCalibrationError.class);
        }
        if (classes <= MAX_CLASSES) {
            add(ConfusionMatrix.of(classes), ConfusionMatrix.class);
        }
    }

    private void addForNumbers(boolean one) {
        add(MeanSquaredError.named("mean_squared_error"), MeanSquaredError.class);
        add(RootMeanSquaredError.named("root_mean_squared_error"), RootMeanSquaredError.class);
        add(MeanAbsoluteError.named("mean_absolute_error"), MeanAbsoluteError.class);
        if (one) {
            add(R2Score.of(), R2Score.class);
        }
    }

    private void add(PredictionMetric metric, Class<?>... kinds) {
        Set<Class<?>> alike = Set.of(kinds);
        boolean declared = evaluated(program).map(Metric::getClass).anyMatch(alike::contains);
        if (!declared && !program.metrics().containsKey(metric.name())) {
            added.add(metric);
        }
    }
}
