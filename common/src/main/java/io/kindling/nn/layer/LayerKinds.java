package io.kindling.nn.layer;

import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import java.util.Map;
import java.util.function.Function;

/**
 * The layer kinds that a jar brings: a public class with a public constructor, named in the jar's
 * {@code META-INF/services/io.kindling.nn.layer.LayerKinds}. Found through the thread's context class loader, so that a
 * saved model can be loaded wherever the jar is, executors included.
 */
public interface LayerKinds {
    /** Factories from a layer's config, by kind: {@code package>Name}. */
    Map<String, Function<Config, ? extends Layer>> kinds();
}
