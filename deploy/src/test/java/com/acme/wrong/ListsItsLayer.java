package com.acme.wrong;

import io.kindling.config.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.layer.LayerKinds;
import java.util.Map;
import java.util.function.Function;

/** Lists {@link Tagged}, in a jar that names this class in its META-INF/services. */
public final class ListsItsLayer implements LayerKinds {
    @Override
    public Map<String, Function<Config, ? extends Layer>> kinds() {
        return Map.of(Tagged.KIND, config -> new Tagged());
    }
}
