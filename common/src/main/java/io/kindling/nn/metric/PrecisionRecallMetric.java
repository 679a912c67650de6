package io.kindling.nn.metric;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Precision or recall: of the elements that one side selects (predicted or labelled positive), the fraction that the
 * other side also has as positive. Labels, 0 or 1, and predictions, probabilities, are of the same shape, except for a
 * trailing axis of size 1; or both are (batch, ..., classes) and one class counts.
 */
abstract class PrecisionRecallMetric extends WeightedMeanMetric {
    private final double threshold;
    private final @Nullable Integer classId;

    PrecisionRecallMetric(String name, double threshold, @Nullable Integer classId) {
        super(name);
        this.threshold = Threshold.require(threshold);
        this.classId = classId;
    }

    final double threshold() {
        return threshold;
    }

    final @Nullable Integer classId() {
        return classId;
    }

    /** Returns the tensor that selects elements; both tensors hold 0 and 1. */
    abstract Tensor selector(Tensor labelled, Tensor predicted);

    @Override
    protected final List<Tensor> rows(Tensor labels, Tensor predictions) {
        Tensor aligned = LabelAlignment.like(labels, predictions);
        Tensor labelled = indicator(classId == null ? aligned : ofClass(classId, aligned), 0);
        Tensor predicted = indicator(classId == null ? predictions : ofClass(classId, predictions), threshold);
        return List.of(Ops.multiply(labelled, predicted), selector(labelled, predicted), predictions);
    }

    private static Tensor indicator(Tensor values, double limit) {
        return Ops.cast(Ops.greater(values, limit), values.dtype());
    }

    private static Tensor ofClass(int id, Tensor values) {
        return Ops.gather(values, Tensor.scalar(DType.INT64, id), -1);
    }

    @Override
    protected final void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        requireProbabilities(rows.get(2).doubles());
        double[] selected = rows.get(1).doubles();
        if (weights != null) {
            for (int i = 0; i < selected.length; i++) {
                selected[i] *= weights[i];
            }
        }
        mean().add(rows.get(0).doubles(), selected);
    }

    @Override
    public final Config config() {
        Config config = super.config().with("threshold", threshold);
        return classId == null ? config : config.with("class_id", classId);
    }

    static @Nullable Integer classIn(Config config) {
        return config.has("class_id") ? config.integer("class_id") : null;
    }

    @Override
    public final Optional<Direction> direction() {
        return Optional.of(Direction.HIGHER_IS_BETTER);
    }
}
