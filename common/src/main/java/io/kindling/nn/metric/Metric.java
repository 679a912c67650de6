package io.kindling.nn.metric;

import io.kindling.nn.Config;
import io.kindling.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A number kept over many batches, as Keras' {@code Metric}: {@code updateState} for each batch, {@code result} at any
 * time, {@code resetState} to start anew.
 *
 * <p>An update has two parts: {@link #measure} computes a value a row with operations (so it can be evaluated for shapes
 * alone), {@link #accumulate} adds the values to the state.
 */
public abstract class Metric {
    private final String name;

    protected Metric(String name) {
        this.name = name;
    }

    public final String name() {
        return name;
    }

    /** Adds a batch: labels and predictions as a loss takes them. */
    public final void updateState(Tensor labels, Tensor predictions) {
        updateState(labels, predictions, null);
    }

    /** Adds a batch whose rows have weights (batch,). */
    public final void updateState(Tensor labels, Tensor predictions, @Nullable Tensor sampleWeights) {
        Tensor measured = measure(labels, predictions);
        if (!measured.isSymbolic()) {
            accumulate(measured, sampleWeights);
        }
    }

    /** A value for each row, computed with operations. */
    protected abstract Tensor measure(Tensor labels, Tensor predictions);

    /** Adds the values of rows to the state. */
    protected abstract void accumulate(Tensor measured, @Nullable Tensor sampleWeights);

    /** The metric over everything added since the last reset; 0 where that is nothing. */
    public abstract double result();

    /** Forgets everything added. */
    public abstract void resetState();

    /** The older name of {@link #resetState}, which the guide uses. */
    public final void resetStates() {
        resetState();
    }

    /** What has been added, as longs: states of several metrics of one kind add up element by element. */
    public abstract long[] state();

    /** Replaces what has been added. */
    public abstract void load(long[] state);

    /** Adds what another metric of the same kind has seen. */
    public final void merge(Metric other) {
        long[] sum = state();
        long[] more = other.state();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
        load(sum);
    }

    /** What {@link Metrics} makes it from. */
    public abstract Config config();
}
