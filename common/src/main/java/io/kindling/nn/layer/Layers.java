package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Layer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The layers by kind, as used in model folders. Custom kinds are named {@code package>Name}; they are registered here or
 * provided by a jar through {@link LayerKinds}.
 */
public final class Layers {
    private static final Map<String, Function<Config, ? extends Layer>> CUSTOM = new ConcurrentHashMap<>();

    private static final Registry<Layer> REGISTRY = new Registry<Layer>("layer kind")
            .with(
                    Layers::custom,
                    "To use a custom layer, put a jar with its LayerKinds on the class path (--jar), or call"
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
            .register("Normalization", Normalization::from)
            .register("PReLU", PReLU::from)
            .register("ReLU", ReLU::from)
            .register("Rescaling", Rescaling::from)
            .register("Reshape", Reshape::from)
            .register("SeparableConv2D", SeparableConv2D::from)
            .register("Softmax", Softmax::from)
            .register("UpSampling2D", UpSampling2D::from)
            .register("ZeroPadding2D", ZeroPadding2D::from);

    private Layers() {}

    /** Registers a custom kind in this JVM, replacing any previous registration. */
    public static void register(String kind, Function<Config, ? extends Layer> factory) {
        if (!kind.matches("[^>\\s]+>[^>\\s]+")) {
            throw new IllegalArgumentException("Invalid layer kind: '" + kind + "' (package>Name)");
        }
        CUSTOM.put(kind, factory);
    }

    /** Creates a layer from its kind and config, not yet built. */
    public static Layer create(String kind, Config config) {
        return REGISTRY.create(config.with(Registry.KIND, kind));
    }

    /**
     * Creates a layer as {@link #create} does, but only of a kind that every process with the same jars knows.
     *
     * @throws IllegalArgumentException for a kind that was only {@link #register registered} in this JVM, or not at all
     */
    public static Layer createListed(String kind, Config config) {
        if (!kinds().contains(kind) && !KindsInJars.all().containsKey(kind)) {
            throw new IllegalArgumentException("no jar lists layer kind '" + kind
                    + "'. List it in a LayerKinds of your jar, and the LayerKinds in META-INF/services/"
                    + LayerKinds.class.getName() + ".");
        }
        return create(kind, config);
    }

    /** The built-in kinds. */
    public static Set<String> kinds() {
        return REGISTRY.kinds();
    }

    /** The kinds from jars and from {@link #register}, which take precedence. Not cached, since class loaders may change. */
    private static Map<String, Function<Config, ? extends Layer>> custom() {
        Map<String, Function<Config, ? extends Layer>> kinds = KindsInJars.all();
        kinds.putAll(CUSTOM);
        return kinds;
    }
}
