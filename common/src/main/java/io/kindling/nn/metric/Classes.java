package io.kindling.nn.metric;

import io.kindling.autodiff.op.Ops;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;

/** Comparison of predictions (..., classes) with class indices (...). */
final class Classes {
    /** Keras' default k. */
    static final int DEFAULT_TOP = 5;

    private Classes() {}

    /** Returns true where the first largest prediction is at the label. */
    static Tensor hits(Tensor labels, Tensor predictions) {
        Tensor predicted = Ops.argmax(predictions, -1);
        return Ops.equal(Ops.cast(LabelAlignment.indices(labels, predictions), predicted.dtype()), predicted);
    }

    /**
     * Returns 1 for each label with fewer than k larger predictions, else 0: ties count as hits, as in TensorFlow. A label that
     * is not a class, or whose prediction is NaN, is no hit; a NaN of another class ranks above the label.
     *
     * @param predictions one for each class, row after row
     */
    static double[] hitsAmongTop(int k, long[] labels, double[] predictions) {
        double[] hits = new double[labels.length];
        int classes = labels.length == 0 ? 0 : predictions.length / labels.length;
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                continue;
            }
            int first = row * classes;
            double score = predictions[first + (int) labels[row]];
            int notAbove = 0;
            for (int i = first; i < first + classes; i++) {
                notAbove += predictions[i] <= score ? 1 : 0;
            }
            hits[row] = !Double.isNaN(score) && classes - notAbove < k ? 1 : 0;
        }
        return hits;
    }

    /** Returns the index of the first largest label. */
    static Tensor ofOneHot(Tensor labels, Tensor predictions) {
        return Ops.argmax(LabelAlignment.like(labels, predictions), -1);
    }

    static int requireTop(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("Invalid k: " + k + " (at least 1)");
        }
        return k;
    }
}
