package io.kindling.nn.metric;

import io.kindling.autodiff.op.Comparison;
import io.kindling.autodiff.op.Reductions;
import io.kindling.autodiff.op.Shaping;
import io.kindling.autodiff.op.Types;
import io.kindling.nn.Config;
import io.kindling.nn.Registry;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;

/**
 * How often the largest prediction is the label's. Labels (batch,) or (batch, 1), predictions (batch, classes); at a tie
 * the first class counts. As Keras' {@code metrics_utils.py}.
 */
public final class SparseCategoricalAccuracy extends MeanMetric {
    private SparseCategoricalAccuracy(String name) {
        super(name);
    }

    public static SparseCategoricalAccuracy of() {
        return named("sparse_categorical_accuracy");
    }

    public static SparseCategoricalAccuracy named(String name) {
        return new SparseCategoricalAccuracy(name);
    }

    @Override
    protected Tensor measure(Tensor labels, Tensor predictions) {
        Tensor guesses = Reductions.argmax(predictions, -1);
        Tensor classes = Shaping.reshape(Types.cast(labels, DType.INT64), guesses.shape());
        return Types.cast(Comparison.equal(classes, guesses), DType.FLOAT32);
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "SparseCategoricalAccuracy", "name", name());
    }
}
