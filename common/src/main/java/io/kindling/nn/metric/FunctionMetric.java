package io.kindling.nn.metric;

import io.kindling.config.Config;
import io.kindling.tensor.Tensor;
import java.util.function.BinaryOperator;

/** A metric of a function that only this process has; see {@link MeanMetric#of}. */
final class FunctionMetric extends MeanMetric {
    private final BinaryOperator<Tensor> values;

    FunctionMetric(String name, BinaryOperator<Tensor> values) {
        super(name);
        this.values = values;
    }

    @Override
    protected Tensor values(Tensor labels, Tensor predictions) {
        return values.apply(labels, predictions);
    }

    @Override
    public Config config() {
        throw new IllegalStateException(
                "Cannot describe metric '" + name() + "', which is a function: neither files nor"
                        + " other processes can create it. Write a class that extends MeanMetric.");
    }
}
