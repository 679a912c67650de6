package com.acme.own;

import io.kindling.config.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.layer.LayerKinds;
import java.util.Map;
import java.util.function.Function;

/** Lists what model folders can contain; META-INF/services names this class. */
public final class OwnKinds implements LayerKinds {
    @Override
    public Map<String, Function<Config, ? extends Layer>> kinds() {
        return Map.of(Scale.KIND, Scale::from);
    }
}
