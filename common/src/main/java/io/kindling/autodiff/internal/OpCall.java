package io.kindling.autodiff.internal;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * One call of an operation, with its inputs and output.
 *
 * @param layer the path of the layer that made the call; empty outside layers
 */
public record OpCall<A>(Op<A> op, A attributes, List<Tensor> inputs, Tensor output, String layer) {
    public OpCall {
        inputs = List.copyOf(inputs);
    }

    public Tensor input(int index) {
        return inputs.get(index);
    }

    /** Returns true if the output depends differentiably on the input at this index; never for integers and booleans. */
    public boolean differentiates(int index) {
        return op.differentiates(index)
                && output.dtype().isFloating()
                && input(index).dtype().isFloating();
    }

    public Tensor derive(Tensor gradient, int index) {
        return op.derive(this, gradient, index);
    }
}
