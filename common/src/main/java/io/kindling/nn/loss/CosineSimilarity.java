package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.tensor.Tensor;

/**
 * The negated cosine of the angle between label and prediction over the last axis: -1 for the same direction, 1 for
 * opposite directions. Labels and predictions (batch, ..., size), values (batch, ...). Squared norms below 1e-12 are
 * raised to 1e-12, as in TensorFlow's {@code l2_normalize}.
 */
public final class CosineSimilarity extends Loss {
    private static final double MIN_SQUARED_NORM = 1e-12;

    private CosineSimilarity(Reduction reduction) {
        super(reduction);
    }

    public static CosineSimilarity of() {
        return new CosineSimilarity(Reduction.SUM_OVER_BATCH_SIZE);
    }

    static CosineSimilarity from(Config config) {
        return new CosineSimilarity(reductionIn(config));
    }

    @Override
    public CosineSimilarity reduction(Reduction newReduction) {
        return new CosineSimilarity(newReduction);
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor product = Ops.multiply(unit(LabelAlignment.like(labels, predictions)), unit(predictions));
        return Ops.negate(Ops.sum(product, -1));
    }

    private static Tensor unit(Tensor x) {
        Tensor squares = Ops.sumKeepingAxes(Ops.square(x), -1);
        return Ops.multiply(x, Ops.rsqrt(Ops.maximum(squares, MIN_SQUARED_NORM)));
    }

    @Override
    public Config config() {
        return config("CosineSimilarity");
    }
}
