package io.kindling.nn.loss;

import io.kindling.autodiff.op.Arithmetic;
import io.kindling.autodiff.op.Reductions;
import io.kindling.nn.Config;
import io.kindling.nn.Registry;
import io.kindling.tensor.Tensor;
import java.util.Locale;

/**
 * How wrong predictions are: a value for each example, made by operations alone, and their reduction. Keras 2.13, {@code
 * losses.py}, {@code utils/losses_utils.py}. Immutable.
 */
public abstract class Loss {
    private final Reduction reduction;

    protected Loss(Reduction reduction) {
        this.reduction = reduction;
    }

    /**
     * The loss of each example.
     *
     * @param labels what is right
     * @param predictions (batch, ...), floating
     * @return (batch, ...), of the predictions' type
     */
    public abstract Tensor perExample(Tensor labels, Tensor predictions);

    /** What predictions say as probabilities: themselves, unless the loss takes them as logits. */
    public Tensor probabilities(Tensor predictions) {
        return predictions;
    }

    /** The same loss with another reduction; Keras' mean by default. */
    public abstract Loss reduction(Reduction newReduction);

    public final Reduction reduction() {
        return reduction;
    }

    /** The loss of a batch: a scalar, or the value of each example where nothing is reduced. */
    public final Tensor call(Tensor labels, Tensor predictions) {
        Tensor values = perExample(labels, predictions);
        return reduction == Reduction.NONE ? values : term(values).value();
    }

    /** The loss of a batch whose examples have weights. */
    public final Tensor call(Tensor labels, Tensor predictions, Tensor weights) {
        Tensor values = perExample(labels, predictions);
        Tensor fitted = SampleWeights.fit(weights, values);
        return reduction == Reduction.NONE
                ? Arithmetic.multiply(values, fitted)
                : weighted(values, fitted).value();
    }

    /** The loss of a batch, or of a shard of it, with how it is scaled. */
    public final LossTerm term(Tensor labels, Tensor predictions) {
        return term(perExample(labels, predictions));
    }

    /** The loss of a batch whose examples have weights, or of a shard of it, with how it is scaled. */
    public final LossTerm term(Tensor labels, Tensor predictions, Tensor weights) {
        Tensor values = perExample(labels, predictions);
        return weighted(values, SampleWeights.fit(weights, values));
    }

    private LossTerm term(Tensor values) {
        return switch (reduction) {
            case SUM_OVER_BATCH_SIZE -> LossTerm.mean(values);
            case SUM -> LossTerm.sum(Reductions.sum(values));
            case NONE -> throw unreduced();
        };
    }

    private LossTerm weighted(Tensor values, Tensor weights) {
        return switch (reduction) {
            case SUM_OVER_BATCH_SIZE -> LossTerm.weightedMean(values, weights);
            case SUM -> LossTerm.sum(Reductions.sum(Arithmetic.multiply(values, weights)));
            case NONE -> throw unreduced();
        };
    }

    private static IllegalStateException unreduced() {
        return new IllegalStateException("Cannot scale a loss with reduction NONE: reduce perExample(...) by hand.");
    }

    /** Its kind and settings: {@link Losses#REGISTRY} makes it again. */
    public abstract Config config();

    /** A config of this loss' kind with its reduction. */
    protected final Config config(String kind) {
        return Config.of(Registry.KIND, kind, "reduction", reduction.name().toLowerCase(Locale.ROOT));
    }

    /** The reduction that a config names. */
    protected static Reduction reductionIn(Config config) {
        String name = config.optionalString("reduction").orElse("sum_over_batch_size");
        for (Reduction reduction : Reduction.values()) {
            if (reduction.name().toLowerCase(Locale.ROOT).equals(name)) {
                return reduction;
            }
        }
        throw new IllegalArgumentException("Invalid reduction: " + name + " (one of sum_over_batch_size, sum, none)");
    }
}
