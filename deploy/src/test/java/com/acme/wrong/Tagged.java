package com.acme.wrong;

import io.kindling.config.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;

/** A layer that returns its input and is available only with its jar. */
public final class Tagged extends Layer {
    static final String KIND = "com.acme>Tagged";

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        return input;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Config config() {
        return Config.of();
    }
}
