package io.kindling.nn.loss;

import io.kindling.autodiff.op.Crossentropy;
import io.kindling.autodiff.op.Shaping;
import io.kindling.autodiff.op.Types;
import io.kindling.nn.Config;
import io.kindling.nn.Registry;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/**
 * Cross-entropy of class indices. Labels (batch,) or (batch, 1), whole numbers; predictions (batch, classes), logits.
 * {@code logsumexp(z) - z[y]}. As Keras' {@code losses.py}.
 */
public final class SparseCategoricalCrossentropy extends Loss {
    private SparseCategoricalCrossentropy() {}

    /** For predictions that are logits. */
    public static SparseCategoricalCrossentropy fromLogits() {
        return new SparseCategoricalCrossentropy();
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Shape rows = predictions.shape().reduce(java.util.List.of(predictions.shape().rank() - 1), false);
        Tensor classes = Shaping.reshape(Types.cast(labels, DType.INT64), rows);
        return Crossentropy.sparseSoftmaxCrossentropy(classes, predictions);
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "SparseCategoricalCrossentropy", "from_logits", true);
    }
}
