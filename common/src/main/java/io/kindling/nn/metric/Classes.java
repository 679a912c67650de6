package io.kindling.nn.metric;

import io.kindling.autodiff.op.Comparison;
import io.kindling.autodiff.op.Indexing;
import io.kindling.autodiff.op.Logic;
import io.kindling.autodiff.op.Reductions;
import io.kindling.autodiff.op.Types;
import io.kindling.nn.loss.Labels;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;

/** What predictions (..., classes) say of class indices (...). */
final class Classes {
    /** Keras' k. */
    static final int DEFAULT_TOP = 5;

    private Classes() {}

    /** True where the first largest prediction is the label. */
    static Tensor hits(Tensor labels, Tensor predictions) {
        Tensor predicted = Reductions.argmax(predictions, -1);
        return Comparison.equal(Types.cast(Labels.indices(labels, predictions), predicted.dtype()), predicted);
    }

    /**
     * True where fewer than k classes are predicted above the label: ties are in its favour, as in TensorFlow. A label that
     * is no class, or is predicted as NaN, is no hit; NaN counts as above others.
     */
    static Tensor hitsAmongTop(int k, Tensor indices, Tensor predictions) {
        int classes = predictions.shape().dim(-1);
        Tensor hot = Indexing.oneHot(indices, classes, DType.BOOL);
        Tensor score = Reductions.sumKeepingAxes(Logic.where(hot, predictions, 0), -1);
        Tensor notAbove = Types.cast(Comparison.lessEqual(predictions, score), predictions.dtype());
        Tensor known = Types.cast(Logic.and(hot, Comparison.equal(predictions, predictions)), predictions.dtype());
        return Logic.and(
                Comparison.greater(Reductions.sum(notAbove, -1), classes - k),
                Comparison.greater(Reductions.sum(known, -1), 0));
    }

    /** The index of the first largest label. */
    static Tensor ofOneHot(Tensor labels, Tensor predictions) {
        return Reductions.argmax(Labels.like(labels, predictions), -1);
    }

    static int requireTop(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("Invalid k: " + k + " (at least 1)");
        }
        return k;
    }
}
