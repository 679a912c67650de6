package io.kindling.nn.loss;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The weight of the examples of each class in a loss: Keras' {@code class_weight}. Immutable.
 *
 * @param weights the weights of class 0, 1, ...
 */
public record ClassWeights(List<Double> weights) {
    public ClassWeights {
        weights = List.copyOf(weights);
        for (double weight : weights) {
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException("Invalid class weight: " + weight + " (finite and >= 0)");
            }
        }
    }

    public static ClassWeights of(double... weights) {
        return new ClassWeights(DoubleStream.of(weights).boxed().toList());
    }

    /**
     * Returns the weight of each label, to pass to a loss.
     *
     * @param labels class indices, (batch,) or (batch, 1)
     * @return float32, of the labels' shape
     */
    public Tensor forLabels(Tensor labels) {
        float[] table = new float[weights.size()];
        for (int i = 0; i < table.length; i++) {
            table[i] = weights.get(i).floatValue();
        }
        return Ops.gather(Tensor.of(table, table.length), Ops.cast(labels, DType.INT64), 0);
    }
}
