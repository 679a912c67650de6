package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy for labels that are class indices: {@code logsumexp(z) - z[label]}. Labels (batch, ...) or (batch, ...,
 * 1), predictions (batch, ..., classes), values (batch, ...).
 *
 * <p>Probabilities are clipped to [1e-7, 1 - 1e-7] and their logarithms are used as logits, so probabilities that do
 * not sum to 1 are normalized. Labels must be from 0 to classes - 1; this is checked where data is read, not here.
 */
public final class SparseCategoricalCrossentropy extends Loss {
    private final boolean fromLogits;
    private final @Nullable Long ignoredClass;

    private SparseCategoricalCrossentropy(Reduction reduction, boolean fromLogits, @Nullable Long ignoredClass) {
        super(reduction);
        this.fromLogits = fromLogits;
        this.ignoredClass = ignoredClass;
    }

    /** Returns the loss for predictions that are logits: any real numbers. */
    public static SparseCategoricalCrossentropy fromLogits() {
        return new SparseCategoricalCrossentropy(Reduction.SUM_OVER_BATCH_SIZE, true, null);
    }

    /** Returns the loss for predictions that are probabilities, such as the output of a softmax. */
    public static SparseCategoricalCrossentropy fromProbabilities() {
        return new SparseCategoricalCrossentropy(Reduction.SUM_OVER_BATCH_SIZE, false, null);
    }

    static SparseCategoricalCrossentropy from(Config config) {
        return new SparseCategoricalCrossentropy(
                reductionIn(config),
                config.flag("from_logits", false),
                config.has("ignore_class") ? config.longInteger("ignore_class") : null);
    }

    /**
     * Returns a copy that gives a loss of 0 to the examples of one class, such as -1. They still count in the mean's
     * divisor, which a shard must know in advance; Keras divides by the number of the other examples.
     */
    public SparseCategoricalCrossentropy ignoreClass(long label) {
        return new SparseCategoricalCrossentropy(reduction(), fromLogits, label);
    }

    @Override
    public SparseCategoricalCrossentropy reduction(Reduction newReduction) {
        return new SparseCategoricalCrossentropy(newReduction, fromLogits, ignoredClass);
    }

    @Override
    public Tensor probabilities(Tensor predictions) {
        return fromLogits ? Ops.softmax(predictions) : predictions;
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor indices = LabelAlignment.indices(labels, predictions);
        Tensor logits = fromLogits ? predictions : Ops.log(Probabilities.clip(predictions));
        if (ignoredClass == null) {
            return Ops.sparseSoftmaxCrossentropy(indices, logits);
        }
        Tensor classes = Ops.cast(indices, DType.INT64);
        Tensor ignored = Ops.equal(classes, Tensor.scalar(DType.INT64, ignoredClass));
        Tensor losses = Ops.sparseSoftmaxCrossentropy(Ops.where(ignored, 0, classes), logits);
        return Ops.where(ignored, 0, losses);
    }

    @Override
    public Config config() {
        Config config = config("SparseCategoricalCrossentropy").with("from_logits", fromLogits);
        return ignoredClass == null ? config : config.with("ignore_class", ignoredClass);
    }
}
