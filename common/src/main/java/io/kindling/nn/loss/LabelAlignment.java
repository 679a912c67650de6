package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;

/**
 * Conversion of labels to the shape and type of predictions. A trailing axis of size 1 is optional; any other
 * difference in shape is refused, never broadcast.
 */
public final class LabelAlignment {
    private LabelAlignment() {}

    /** Returns the labels, one for each prediction element, in the predictions' shape and type. */
    public static Tensor like(Tensor labels, Tensor predictions) {
        Shape shape = predictions.shape();
        if (!fits(labels.shape(), shape)) {
            throw new TensorException("Cannot compare labels " + labels.shape() + " with predictions " + shape
                    + ": the shapes must be equal, except for a trailing axis of size 1.");
        }
        return Ops.cast(Ops.reshape(labels, shape), predictions.dtype());
    }

    /** Returns class-index labels for predictions (..., classes): in shape (...), of an integer type. */
    public static Tensor indices(Tensor labels, Tensor predictions) {
        Shape shape = predictions.shape();
        Shape rows = shape.rank() == 0 ? shape : shape.dropLast(1);
        if (shape.rank() == 0 || !fits(labels.shape(), rows)) {
            throw new TensorException("Cannot compare labels " + labels.shape() + " with predictions " + shape
                    + ": the labels are class indices, the predictions' last axis is the classes. One-hot labels need"
                    + " the categorical loss or metric.");
        }
        Tensor whole = labels.dtype().isFloating() ? Ops.cast(labels, DType.INT64) : labels;
        return Ops.reshape(whole, rows);
    }

    private static boolean fits(Shape labels, Shape wanted) {
        return labels.equals(wanted)
                || labels.equals(wanted.append(1))
                || labels.append(1).equals(wanted);
    }
}
