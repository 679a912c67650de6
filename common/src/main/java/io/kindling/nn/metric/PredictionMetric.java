package io.kindling.nn.metric;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.nn.internal.MetricUse;
import io.kindling.nn.loss.SampleWeights;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A metric that compares predictions with labels. An update has two parts: {@link #rows} computes tensors, and is the
 * only part that runs during shape evaluation; {@link #accumulate} adds up numbers.
 */
public abstract class PredictionMetric extends Metric {
    protected PredictionMetric(String name) {
        super(name);
    }

    /** Accumulates a batch; every row weighs 1. */
    public final void updateState(Tensor labels, Tensor predictions) {
        update(rows(labels, predictions), null);
    }

    /** Accumulates a batch with a weight for each row, or for each value of each row. */
    public final void updateState(Tensor labels, Tensor predictions, Tensor weights) {
        List<Tensor> rows = rows(labels, predictions);
        update(rows, SampleWeights.fit(weights, rows.get(0)));
    }

    private void update(List<Tensor> rows, @Nullable Tensor weights) {
        MetricUse.updated(this);
        if (weights == null) {
            Interpreter.whenComputed(rows, computed -> accumulate(computed, null));
            return;
        }
        List<Tensor> all = new ArrayList<>(rows);
        all.add(weights);
        int count = rows.size();
        Interpreter.whenComputed(
                all,
                computed -> accumulate(
                        computed.subList(0, count), computed.get(count).doubles()));
    }

    /** Checks predictions that are not logits; NaN is for the check of losses and gradients to refuse. */
    final void requireProbabilities(double[] predictions) {
        for (double prediction : predictions) {
            if (prediction < 0 || prediction > 1) {
                throw new IllegalArgumentException("Invalid prediction: " + prediction + " (0 to 1: metric '" + name()
                        + "', " + getClass().getSimpleName()
                        + ", needs probabilities; of logits, take sigmoid or softmax first)");
            }
        }
    }

    /**
     * Returns what to accumulate: tensors computed only by tensor operations and separately for each row. The first has the shape
     * of the weights, if there are any.
     */
    protected abstract List<Tensor> rows(Tensor labels, Tensor predictions);

    /** Adds up the result of {@link #rows}; there is one weight per element, or null if all are 1. */
    protected abstract void accumulate(List<Tensor> rows, double @Nullable [] weights);
}
