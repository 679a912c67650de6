package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;

/** Conversion of row weights to the shape of the values that they multiply. */
public final class SampleWeights {
    private SampleWeights() {}

    /**
     * Returns the weights in the values' shape, and in their type if it is floating. A weight for a row applies to all
     * values of that row; a trailing axis of size 1 is optional. Any other shape is refused, not broadcast.
     */
    public static Tensor fit(Tensor weights, Tensor values) {
        Shape shape = values.shape();
        Shape given = withoutTrailingOnes(weights.shape());
        if (!isPrefix(given, shape)) {
            throw new TensorException("Cannot weigh values " + shape + " with weights " + weights.shape()
                    + ": one weight for each row or for each value is needed.");
        }
        while (given.rank() < shape.rank()) {
            given = given.append(1);
        }
        Tensor cast = values.dtype().isFloating() ? Ops.cast(weights, values.dtype()) : weights;
        return Ops.broadcastTo(Ops.reshape(cast, given), shape);
    }

    private static Shape withoutTrailingOnes(Shape shape) {
        int rank = shape.rank();
        while (rank > 1 && shape.dim(rank - 1) == 1) {
            rank--;
        }
        return Shape.of(shape.asList().subList(0, rank));
    }

    private static boolean isPrefix(Shape given, Shape shape) {
        return given.rank() <= shape.rank()
                && (given.rank() > 0 || shape.rank() == 0)
                && given.asList().equals(shape.asList().subList(0, given.rank()));
    }
}
