package io.kindling.nn.layer;

import io.kindling.nn.Layer;
import io.kindling.nn.Registry;

/** The layers by kind: what a model folder may ask for. */
public final class Layers {
    public static final Registry<Layer> REGISTRY = new Registry<Layer>("layer kind")
            .register("Dense", Dense::from)
            .register("Flatten", Flatten::from)
            .register("Rescaling", Rescaling::from);

    private Layers() {}
}
