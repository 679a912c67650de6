package io.kindling.nn.layer;

import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Registry;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The layers by kind: what a model folder may ask for. Custom kinds are {@code package>Name}; they are registered here,
 * or found in a jar that lists its {@link LayerKinds}.
 */
public final class Layers {
    private static final Map<String, Function<Config, ? extends Layer>> CUSTOM = new ConcurrentHashMap<>();

    private static final Registry<Layer> REGISTRY = new Registry<Layer>(
                    "layer kind",
                    Layers::custom,
                    " A custom layer is known once its jar, with its LayerKinds, is on the class path (--jar), or after"
                            + " Layers.register.")
            .register("Activation", Activation::from)
            .register("ActivityRegularization", ActivityRegularization::from)
            .register("Add", Add::from)
            .register("AveragePooling2D", AveragePooling2D::from)
            .register("BatchNormalization", BatchNormalization::from)
            .register("Concatenate", Concatenate::from)
            .register("Conv1D", Conv1D::from)
            .register("Conv2D", Conv2D::from)
            .register("Conv2DTranspose", Conv2DTranspose::from)
            .register("Cropping2D", Cropping2D::from)
            .register("Dense", Dense::from)
            .register("DepthwiseConv2D", DepthwiseConv2D::from)
            .register("Dropout", Dropout::from)
            .register("ELU", ELU::from)
            .register("Embedding", Embedding::from)
            .register("Flatten", Flatten::from)
            .register("GaussianNoise", GaussianNoise::from)
            .register("GELU", GELU::from)
            .register("GlobalAveragePooling2D", GlobalAveragePooling2D::from)
            .register("GlobalMaxPooling2D", GlobalMaxPooling2D::from)
            .register("LayerNormalization", LayerNormalization::from)
            .register("LeakyReLU", LeakyReLU::from)
            .register("MaxPooling2D", MaxPooling2D::from)
            .register("Multiply", Multiply::from)
            .register("PReLU", PReLU::from)
            .register("ReLU", ReLU::from)
            .register("Rescaling", Rescaling::from)
            .register("Reshape", Reshape::from)
            .register("SeparableConv2D", SeparableConv2D::from)
            .register("Softmax", Softmax::from)
            .register("UpSampling2D", UpSampling2D::from)
            .register("ZeroPadding2D", ZeroPadding2D::from);

    private Layers() {}

    /** Makes a custom kind known in this JVM; registering it again replaces it. */
    public static void register(String kind, Function<Config, ? extends Layer> factory) {
        if (!kind.matches("[^>\\s]+>[^>\\s]+")) {
            throw new IllegalArgumentException("Invalid layer kind: '" + kind + "' (package>Name)");
        }
        CUSTOM.put(kind, factory);
    }

    /** The layer of a kind that a config describes, not yet built. */
    public static Layer create(String kind, Config config) {
        return REGISTRY.create(config.with(Registry.KIND, kind));
    }

    /** The built-in kinds. */
    public static Set<String> kinds() {
        return REGISTRY.kinds();
    }

    /** What jars bring and what was registered, which comes first. Looked up each time: class loaders come and go. */
    private static Map<String, Function<Config, ? extends Layer>> custom() {
        Map<String, Function<Config, ? extends Layer>> kinds = new HashMap<>();
        try {
            ServiceLoader.load(LayerKinds.class).forEach(jar -> kinds.putAll(jar.kinds()));
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException("Cannot look for layer kinds in the jars: " + e.getMessage(), e);
        }
        kinds.putAll(CUSTOM);
        return kinds;
    }
}
