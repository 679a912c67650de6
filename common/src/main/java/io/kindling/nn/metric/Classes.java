package io.kindling.nn.metric;

import io.kindling.autodiff.op.Comparison;
import io.kindling.autodiff.op.Indexing;
import io.kindling.autodiff.op.Logic;
import io.kindling.autodiff.op.Reductions;
import io.kindling.autodiff.op.Types;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;

/** Comparison of predictions (..., classes) with class indices (...). */
final class Classes {
    /** Keras' default k. */
    static final int DEFAULT_TOP = 5;

    private Classes() {}

    /** Returns true where the first largest prediction is at the label. */
    static Tensor hits(Tensor labels, Tensor predictions) {
        Tensor predicted = Reductions.argmax(predictions, -1);
        return Comparison.equal(Types.cast(LabelAlignment.indices(labels, predictions), predicted.dtype()), predicted);
    }

    /**
     * Returns true where fewer than k classes have a larger prediction than the label: ties count as hits, as in
     * TensorFlow. A label that is not a class, or whose prediction is NaN, is no hit; a NaN of another class ranks
     * above the label.
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

    /** Returns the index of the first largest label. */
    static Tensor ofOneHot(Tensor labels, Tensor predictions) {
        return Reductions.argmax(LabelAlignment.like(labels, predictions), -1);
    }

    static int requireTop(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("Invalid k: " + k + " (at least 1)");
        }
        return k;
    }
}
