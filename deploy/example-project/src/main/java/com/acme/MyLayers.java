package com.acme;

import io.kindling.config.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.layer.LayerKinds;
import java.util.Map;
import java.util.function.Function;

/**
 * Registers the layers that model folders can contain. META-INF/services names this class, so it is found wherever the jar is
 * on the class path.
 */
public final class MyLayers implements LayerKinds {
    @Override
    public Map<String, Function<Config, ? extends Layer>> kinds() {
        return Map.of(Sparse.KIND, config -> Sparse.of(config.number("cost")));
    }
}
