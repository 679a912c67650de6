package io.kindling.nn.loss;

import io.kindling.config.Config;
import io.kindling.tensor.Tensor;
import java.util.function.BinaryOperator;

/** A loss of a function that only this process has; see {@link Loss#of}. */
final class FunctionLoss extends Loss {
    private final BinaryOperator<Tensor> perExample;

    FunctionLoss(BinaryOperator<Tensor> perExample) {
        this.perExample = perExample;
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        return perExample.apply(labels, predictions);
    }

    @Override
    public Config config() {
        throw new IllegalStateException(
                "Cannot describe a loss that is a function: neither files nor other processes can"
                        + " create it. Write a class that extends Loss.");
    }
}
