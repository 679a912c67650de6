package io.kindling.program;

import io.kindling.autodiff.op.Ops;
import io.kindling.nn.metric.Metric;
import io.kindling.nn.metric.Metrics;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metrics that an evaluation computes of predictions beside the program's own. They count every row once: weights of rows are
 * for the program's own.
 */
record EvaluationMetrics(List<PredictionMetric> metrics, int classes) {
    static EvaluationMetrics of(ProgramSpec spec) {
        return new EvaluationMetrics(
                spec.evaluationMetrics().stream()
                        .map(described -> (PredictionMetric) Metrics.REGISTRY.create(described))
                        .toList(),
                spec.data().classes());
    }

    boolean isEmpty() {
        return metrics.isEmpty();
    }

    /**
     * Returns a program's own metrics and these.
     *
     * @throws IllegalArgumentException if the program has a metric of the same name
     */
    Map<String, Metric> after(Map<String, Metric> own) {
        Map<String, Metric> all = new LinkedHashMap<>(own);
        for (PredictionMetric metric : metrics) {
            if (all.putIfAbsent(metric.name(), metric) != null) {
                throw new IllegalArgumentException(
                        "Cannot add metric '" + metric.name() + "' to an evaluation: the name is taken.");
            }
        }
        return Collections.unmodifiableMap(all);
    }

    void update(Tensor labels, Tensor predictions) {
        Tensor scores = perClass(predictions);
        metrics.forEach(metric -> metric.updateState(labels, scores));
    }

    /** Gives two classes a column each: one prediction a row is the probability of class 1. */
    private Tensor perClass(Tensor predictions) {
        int rows = predictions.shape().dim(0);
        if (classes != 2 || predictions.shape().dropFirst(1).size() != 1) {
            return predictions;
        }
        Tensor ofClass1 = Ops.reshape(predictions, rows, 1);
        return Ops.concat(-1, Ops.subtract(1, ofClass1), ofClass1);
    }
}
