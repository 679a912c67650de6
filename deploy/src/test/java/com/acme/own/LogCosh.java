package com.acme.own;

import static io.kindling.autodiff.op.Ops.add;
import static io.kindling.autodiff.op.Ops.divide;
import static io.kindling.autodiff.op.Ops.exp;
import static io.kindling.autodiff.op.Ops.log;
import static io.kindling.autodiff.op.Ops.mean;
import static io.kindling.autodiff.op.Ops.negate;
import static io.kindling.autodiff.op.Ops.subtract;

import io.kindling.nn.loss.LabelAlignment;
import io.kindling.nn.loss.Loss;
import io.kindling.tensor.Tensor;

/** A loss: the mean of {@code log(cosh(label - prediction))} over the last axis. Both (batch, outputs), values (batch,). */
public final class LogCosh extends Loss {
    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        Tensor error = subtract(LabelAlignment.like(labels, predictions), predictions);
        return mean(log(divide(add(exp(error), exp(negate(error))), 2)), -1);
    }
}
