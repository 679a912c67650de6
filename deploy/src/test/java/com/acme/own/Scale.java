package com.acme.own;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A layer with a weight: multiplies each feature by a factor. Input and output (batch, features). */
public final class Scale extends ConfigurableLayer<Scale> {
    static final String KIND = "com.acme>Scale";

    private double penalty;
    private @Nullable Variable factors;

    public static Scale of() {
        return new Scale();
    }

    static Scale from(Config config) {
        return of().penalty(config.number("penalty"));
    }

    /** Returns a copy with a penalty on factors that are far from 1. */
    public Scale penalty(double newPenalty) {
        return with("penalty", copy -> copy.penalty = newPenalty);
    }

    @Override
    protected void build(List<Shape> inputs) {
        factors = addWeight("factors", Shape.of(inputs.get(0).dim(1)), new Ramp(0.9, 1.1), new FarFromOne(penalty));
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return Ops.multiply(input, factors.read());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Config config() {
        return Config.of("penalty", penalty);
    }
}
