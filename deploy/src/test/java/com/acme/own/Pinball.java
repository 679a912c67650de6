package com.acme.own;

import static io.kindling.autodiff.op.Ops.maximum;
import static io.kindling.autodiff.op.Ops.mean;
import static io.kindling.autodiff.op.Ops.multiply;
import static io.kindling.autodiff.op.Ops.subtract;

import io.kindling.config.Config;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.nn.loss.Loss;
import io.kindling.tensor.Tensor;

/** A loss with a setting: that of the quantile {@code q}. Both (batch, outputs), values (batch,). */
public final class Pinball extends Loss {
    private final double q;

    private Pinball(double q) {
        this.q = q;
    }

    /** @param q from 0 to 1; another one is refused where the loss is computed, as a mistake in one's own code would be */
    public static Pinball of(double q) {
        return new Pinball(q);
    }

    static Pinball from(Config config) {
        return of(config.number("q"));
    }

    @Override
    public Tensor perExample(Tensor labels, Tensor predictions) {
        if (q < 0 || q > 1) {
            throw new IllegalStateException("no quantile: " + q);
        }
        Tensor error = subtract(LabelAlignment.like(labels, predictions), predictions);
        return mean(maximum(multiply(error, q), multiply(error, q - 1)), -1);
    }

    @Override
    public Config config() {
        return super.config().with("q", q);
    }
}
