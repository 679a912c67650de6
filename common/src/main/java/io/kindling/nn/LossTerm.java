package io.kindling.nn;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.internal.RowUse;
import io.kindling.autodiff.internal.RowUseException;
import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.Locale;

/**
 * One summand of a loss, with the rule for scaling it. The loss of a batch is the sum of its terms. When the batch is
 * split into shards, each shard computes a partial value of every term, and the partial values add up to the same
 * number.
 *
 * @param kind how the term is scaled
 * @param values for a mean, the values to sum, in any shape; otherwise a scalar
 * @param count for a mean, the number of elements in this call; otherwise 0
 */
public record LossTerm(Kind kind, Tensor values, long count) {
    /** How a term is scaled. */
    public enum Kind {
        /** The sum of the values divided by the number of elements in the whole batch. */
        MEAN,
        /** A sum over rows, as recorded by {@code addLoss}. */
        SUM,
        /** Independent of the batch, such as a weight regularizer: added once, not once per shard. */
        ONCE
    }

    public LossTerm {
        if (kind != Kind.MEAN && !values.shape().equals(Shape.SCALAR)) {
            throw new IllegalArgumentException("Invalid loss term: shape " + values.shape() + " (a "
                    + kind.name().toLowerCase(Locale.ROOT) + " term is a scalar)");
        }
    }

    /** Returns a term that is the mean over all elements of the batch. */
    public static LossTerm mean(Tensor perExample) {
        return new LossTerm(Kind.MEAN, perExample, perExample.shape().size());
    }

    /** Returns Keras' weighted mean: {@code sum(weights * values) / count of values}, not divided by the sum of weights. */
    public static LossTerm weightedMean(Tensor perExample, Tensor weights) {
        if (!weights.shape().equals(perExample.shape())) {
            throw new IllegalArgumentException("Invalid weights: shape " + weights.shape()
                    + " (must be the values' shape " + perExample.shape() + ")");
        }
        return new LossTerm(
                Kind.MEAN, Ops.multiply(perExample, weights), perExample.shape().size());
    }

    /** Returns a term for a scalar sum over this call's rows, divided by the batch's rows: Keras' activity regularizers. */
    public static LossTerm perRow(Tensor scalar, long rows) {
        return new LossTerm(Kind.MEAN, scalar, rows);
    }

    /** Returns a term for a scalar that is a sum over rows. */
    public static LossTerm sum(Tensor scalar) {
        return new LossTerm(Kind.SUM, scalar, 0);
    }

    /** Returns a term for a scalar that does not depend on the batch. */
    public static LossTerm once(Tensor scalar) {
        return new LossTerm(Kind.ONCE, scalar, 0);
    }

    /**
     * Checks that the partial values of shards add up, if it is being traced how rows enter.
     *
     * @return this term
     */
    public LossTerm requireAdditive() {
        RowUse use = Interpreter.rowUse(values);
        if (use == null) {
            return this;
        }
        boolean fits = switch (kind) {
            case MEAN -> use.isPerRow() || use.isSum();
            case SUM -> use.isSum();
            case ONCE -> use.isRowFree();
        };
        if (!fits) {
            throw new RowUseException("Cannot add " + described() + " of shape " + values.shape() + " to a loss: "
                    + use.description() + ". " + remedy(use));
        }
        return this;
    }

    private String described() {
        return switch (kind) {
            case MEAN -> "a mean";
            case SUM -> "a sum over rows (step.sum, addLoss)";
            case ONCE -> "a term that counts once (step.once)";
        };
    }

    private static String remedy(RowUse use) {
        if (use.isRowFree()) {
            return "Use step.once(scalar)";
        }
        return use.isSum()
                ? "Use step.sum(scalar)"
                : "Use step.loss(lossFn, batch, predictions) for a loss, or step.mean(perExample) for a mean of the rows' values";
    }

    /** Returns this call's partial value of the term, for a whole batch of the given number of elements. */
    public Tensor partial(long wholeCount) {
        if (kind != Kind.MEAN) {
            return values;
        }
        Tensor sum = Ops.sum(values);
        return wholeCount == 0 ? sum : Ops.divide(sum, wholeCount);
    }

    /** Returns the term's value, if this call computed the whole batch. */
    public Tensor value() {
        return partial(count);
    }
}
