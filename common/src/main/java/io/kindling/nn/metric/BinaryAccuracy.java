package io.kindling.nn.metric;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often the thresholded prediction equals the label: 1 above the threshold, otherwise 0; the mean over the last
 * axis. Labels and predictions, probabilities, (batch, ..., outputs), or both (batch,). With threshold 0, predictions may be
 * logits.
 */
public final class BinaryAccuracy extends WeightedMeanMetric {
    /** The threshold that separates logits. */
    private static final double LOGITS = 0;

    private final double threshold;

    private BinaryAccuracy(String name, double threshold) {
        super(name);
        this.threshold = Threshold.require(threshold);
    }

    public static BinaryAccuracy of() {
        return named("binary_accuracy");
    }

    public static BinaryAccuracy named(String name) {
        return new BinaryAccuracy(name, Threshold.HALF);
    }

    /** Returns an empty metric of this name with another threshold; 0.5 by default. */
    public BinaryAccuracy threshold(double newThreshold) {
        return new BinaryAccuracy(name(), newThreshold);
    }

    static BinaryAccuracy from(Config config) {
        return new BinaryAccuracy(config.string("name"), config.number("threshold", Threshold.HALF));
    }

    @Override
    protected List<Tensor> rows(Tensor labels, Tensor predictions) {
        Tensor yes = Ops.cast(Ops.greater(predictions, threshold), predictions.dtype());
        Tensor hits = Ops.cast(Ops.equal(LabelAlignment.like(labels, predictions), yes), predictions.dtype());
        return List.of(hits.shape().rank() < 2 ? hits : Ops.mean(hits, -1), predictions);
    }

    @Override
    protected void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        if (threshold != LOGITS) {
            requireProbabilities(rows.get(1).doubles());
        }
        mean().add(rows.get(0).doubles(), weights);
    }

    @Override
    public Config config() {
        return super.config().with("threshold", threshold);
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.HIGHER_IS_BETTER);
    }
}
