package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.nn.Layer;
import java.util.Map;
import java.util.function.Function;

/**
 * Lists the custom layer kinds of a jar. A service provider: a public
 * class with a public constructor, listed in the jar's {@code META-INF/services/io.kindling.nn.layer.LayerKinds}. It is loaded
 * through the thread's context class loader, so that a saved model can be loaded wherever the jar is available, including on
 * executors.
 */
public interface LayerKinds {
    /** Factories that create a layer from its config, by kind: {@code package>Name}. */
    Map<String, Function<Config, ? extends Layer>> kinds();
}
