package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.nn.Layer;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/** The kinds that the {@link LayerKinds} of all jars list. Not cached, since class loaders may change. */
final class KindsInJars {
    private KindsInJars() {}

    /** Returns a new map of the kinds. */
    static Map<String, Function<Config, ? extends Layer>> all() {
        Map<String, Function<Config, ? extends Layer>> kinds = new HashMap<>();
        try {
            ServiceLoader.load(LayerKinds.class).forEach(jar -> kinds.putAll(jar.kinds()));
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException("Cannot load layer kinds from the jars: " + e.getMessage(), e);
        }
        return kinds;
    }
}
