package com.acme;

import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.layer.LayerKinds;
import java.util.Map;
import java.util.function.Function;

/** What a model folder may ask for; named in META-INF/services, so that it is found wherever the jar is. */
public final class MyLayers implements LayerKinds {
    @Override
    public Map<String, Function<Config, ? extends Layer>> kinds() {
        return Map.of(Sparse.KIND, config -> Sparse.of(config.number("cost")));
    }
}
