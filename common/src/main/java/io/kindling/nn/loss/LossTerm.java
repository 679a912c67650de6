package io.kindling.nn.loss;

import io.kindling.autodiff.op.Arithmetic;
import io.kindling.autodiff.op.Reductions;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/**
 * One summand of a loss, with how it is scaled. The loss of a batch is the sum of its terms; when the batch is cut into
 * shards, each computes its share of every term and the shares add up to the same number.
 *
 * @param kind how it is scaled
 * @param values for a mean, the summed values in any shape; else a scalar
 * @param count for a mean, how many elements it is over in this call; else 0
 */
public record LossTerm(Kind kind, Tensor values, long count) {
    /** How a term is scaled. */
    public enum Kind {
        /** The sum of the values divided by the count of elements over the whole batch. */
        MEAN,
        /** A sum over rows: what {@code addLoss} records. */
        SUM,
        /** Independent of the batch: a weight regularizer; added once, not once a shard. */
        ONCE
    }

    public LossTerm {
        if (kind != Kind.MEAN && !values.shape().equals(Shape.SCALAR)) {
            throw new IllegalArgumentException("Invalid loss term: shape " + values.shape() + " (a "
                    + kind.name().toLowerCase(java.util.Locale.ROOT) + " term is a scalar)");
        }
    }

    /** The mean over all elements of the batch. */
    public static LossTerm mean(Tensor perExample) {
        return new LossTerm(Kind.MEAN, perExample, perExample.shape().size());
    }

    /** Keras' weighted mean: {@code sum(weights * values) / count of values}, not divided by the sum of weights. */
    public static LossTerm weightedMean(Tensor perExample, Tensor weights) {
        if (!weights.shape().equals(perExample.shape())) {
            throw new IllegalArgumentException(
                    "Invalid weights: shape " + weights.shape() + " (the values' is " + perExample.shape() + ")");
        }
        return new LossTerm(
                Kind.MEAN,
                Arithmetic.multiply(perExample, weights),
                perExample.shape().size());
    }

    /** A scalar already summed over this call's rows, divided by the batch's rows: Keras' activity regularizers. */
    public static LossTerm perRow(Tensor scalar, long rows) {
        return new LossTerm(Kind.MEAN, scalar, rows);
    }

    /** A scalar that is a sum over rows. */
    public static LossTerm sum(Tensor scalar) {
        return new LossTerm(Kind.SUM, scalar, 0);
    }

    /** A scalar that does not depend on the batch. */
    public static LossTerm once(Tensor scalar) {
        return new LossTerm(Kind.ONCE, scalar, 0);
    }

    /** This call's share of the term, when the whole batch counts this many elements. */
    public Tensor share(long wholeCount) {
        if (kind != Kind.MEAN) {
            return values;
        }
        Tensor sum = Reductions.sum(values);
        return wholeCount == 0 ? sum : Arithmetic.divide(sum, wholeCount);
    }

    /** The term's value when this call saw the whole batch. */
    public Tensor value() {
        return share(count);
    }
}
