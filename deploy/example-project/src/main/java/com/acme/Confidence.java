package com.acme;

import io.kindling.autodiff.op.Crossentropy;
import io.kindling.autodiff.op.Reductions;
import io.kindling.nn.metric.MeanMetric;
import io.kindling.tensor.Tensor;

/** The mean predicted probability of the most likely class. */
public final class Confidence extends MeanMetric {
    public Confidence(String name) {
        super(name);
    }

    @Override
    protected Tensor values(Tensor labels, Tensor logits) {
        return Reductions.max(Crossentropy.softmax(logits), -1);
    }
}
