package io.kindling.autodiff;

import io.kindling.tensor.Tensor;
import java.util.List;

/**
 * One run of an operation: what went in and what came out.
 *
 * @param place the layers it was asked for in, as a path; empty outside them
 */
public record OpCall<A>(Op<A> op, A attributes, List<Tensor> inputs, Tensor output, String place) {
    public OpCall {
        inputs = List.copyOf(inputs);
    }

    public Tensor input(int index) {
        return inputs.get(index);
    }

    /** True where the output depends differentiably on the input at this index; integers and booleans cut. */
    boolean differentiates(int index) {
        return op.differentiates(index)
                && output.dtype().isFloating()
                && input(index).dtype().isFloating();
    }

    Tensor derive(Tensor gradient, int index) {
        return op.derive(this, gradient, index);
    }
}
