package com.acme;

import io.kindling.autodiff.op.Ops;
import io.kindling.nn.metric.MeanMetric;
import io.kindling.tensor.Tensor;

/** The mean predicted probability of the most likely class. */
public final class Confidence extends MeanMetric {
    public Confidence(String name) {
        super(name);
    }

    @Override
    protected Tensor values(Tensor labels, Tensor logits) {
        return Ops.max(Ops.softmax(logits), -1);
    }
}
