package io.kindling.nn.loss;

import io.kindling.nn.Config;
import io.kindling.tensor.Tensor;

/** How far predictions are from labels: one value an example, and by Keras' default their mean. */
public abstract class Loss {
    /** The loss of each example: (batch,). */
    public abstract Tensor perExample(Tensor labels, Tensor predictions);

    /** The mean over examples, a scalar: Keras' {@code SUM_OVER_BATCH_SIZE}. */
    public final Tensor call(Tensor labels, Tensor predictions) {
        return LossTerm.mean(perExample(labels, predictions)).value();
    }

    /** The weighted sum over examples divided by their count, a scalar: Keras' rule for sample weights. */
    public final Tensor call(Tensor labels, Tensor predictions, Tensor sampleWeights) {
        return LossTerm.weightedMean(perExample(labels, predictions), sampleWeights).value();
    }

    /** What {@link Losses} makes it from. */
    public abstract Config config();
}
