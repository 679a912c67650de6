package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.ClassKinds;
import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.LossTerm;
import io.kindling.tensor.Tensor;
import java.util.Locale;
import java.util.function.BinaryOperator;

/**
 * A measure of how wrong predictions are: a value for each example, computed only from tensor operations, and a
 * reduction of these values. Keras 2.13, {@code losses.py}, {@code utils/losses_utils.py}. Immutable.
 *
 * <p>A loss of your own extends this class, and needs only {@link #perExample}.
 */
public abstract class Loss implements Cloneable {
    private Reduction reduction;

    protected Loss(Reduction reduction) {
        this.reduction = reduction;
    }

    /** A loss with Keras' reduction, the mean over the batch. */
    protected Loss() {
        this(Reduction.SUM_OVER_BATCH_SIZE);
    }

    /**
     * Returns a loss of the values that a function computes for each example, as {@link #perExample}. For loops, and for
     * programs, which each process defines anew: neither files nor {@code fit} can describe it.
     *
     * @param perExample computes (batch, ...) from labels and predictions
     */
    public static Loss of(BinaryOperator<Tensor> perExample) {
        return new FunctionLoss(perExample);
    }

    /**
     * Returns the loss of each example.
     *
     * @param labels the true values or classes
     * @param predictions (batch, ...), floating
     * @return (batch, ...), of the predictions' type
     */
    public abstract Tensor perExample(Tensor labels, Tensor predictions);

    /** Returns the predictions as probabilities: unchanged, unless the loss takes logits. */
    public Tensor probabilities(Tensor predictions) {
        return predictions;
    }

    /** Returns this loss with another reduction; by default Keras' mean over the batch. */
    public Loss reduction(Reduction newReduction) {
        try {
            Loss copy = (Loss) clone();
            copy.reduction = newReduction;
            return copy;
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public final Reduction reduction() {
        return reduction;
    }

    /** Returns the loss of a batch: a scalar, or one value per example with {@link Reduction#NONE}. */
    public final Tensor call(Tensor labels, Tensor predictions) {
        Tensor values = perExample(labels, predictions);
        return reduction == Reduction.NONE ? values : term(values).value();
    }

    /** Returns the loss of a batch with a weight for each example. */
    public final Tensor call(Tensor labels, Tensor predictions, Tensor weights) {
        Tensor values = perExample(labels, predictions);
        Tensor fitted = SampleWeights.fit(weights, values);
        return reduction == Reduction.NONE
                ? Ops.multiply(values, fitted)
                : weighted(values, fitted).value();
    }

    /** Returns the loss of a batch, or of a shard of it, as a term that carries its scale. */
    public final LossTerm term(Tensor labels, Tensor predictions) {
        return term(perExample(labels, predictions));
    }

    /** Returns the weighted loss of a batch, or of a shard of it, as a term that carries its scale. */
    public final LossTerm term(Tensor labels, Tensor predictions, Tensor weights) {
        Tensor values = perExample(labels, predictions);
        return weighted(values, SampleWeights.fit(weights, values));
    }

    private LossTerm term(Tensor values) {
        return switch (reduction) {
            case SUM_OVER_BATCH_SIZE -> LossTerm.mean(values);
            case SUM -> LossTerm.sum(Ops.sum(values));
            case NONE -> throw unreduced();
        };
    }

    private LossTerm weighted(Tensor values, Tensor weights) {
        return switch (reduction) {
            case SUM_OVER_BATCH_SIZE -> LossTerm.weightedMean(values, weights);
            case SUM -> LossTerm.sum(Ops.sum(Ops.multiply(values, weights)));
            case NONE -> throw unreduced();
        };
    }

    private static IllegalStateException unreduced() {
        return new IllegalStateException("Cannot scale a loss with reduction NONE: reduce perExample(...) by hand.");
    }

    /**
     * Returns the kind and settings, from which {@link Losses#REGISTRY} recreates this loss. By default, the kind is the
     * class, which has no fields then; one with settings overrides this, and has a static method {@code from(Config)}.
     */
    public Config config() {
        return config(ClassKinds.describe(this).string(Registry.KIND));
    }

    /** Returns this loss with the reduction in a config. */
    final Loss withReductionOf(Config config) {
        return reduction(reductionIn(config));
    }

    /** Returns a config of this kind with the reduction of this loss. */
    protected final Config config(String kind) {
        return Config.of(Registry.KIND, kind, "reduction", reduction.name().toLowerCase(Locale.ROOT));
    }

    /** Returns the reduction named in a config. */
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
