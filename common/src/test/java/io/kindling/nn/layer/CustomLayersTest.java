package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.ModelGraph;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * @see Layers
 * @see LayerKinds
 */
class CustomLayersTest {
    /** The source of a user's layer, compiled so that only a separate class loader finds it. */
    private static final String SOURCE = """
        package acme;

        import io.kindling.config.Config;
        import io.kindling.nn.Layer;
        import io.kindling.nn.Mode;
        import io.kindling.nn.layer.LayerKinds;
        import io.kindling.tensor.Tensor;
        import java.util.Map;
        import java.util.function.Function;

        public final class Passing extends Layer implements LayerKinds {
            @Override public String kind() { return "acme>Passing"; }
            @Override protected Tensor forward(Tensor input, Mode mode) { return input; }
            @Override public Config config() { return Config.EMPTY; }
            @Override public Map<String, Function<Config, ? extends Layer>> kinds() {
                return Map.of(kind(), config -> new Passing());
            }
        }
        """;

    private static Model model(Layer custom) {
        return Model.sequential(Input.of(3), Dense.of(2), custom);
    }

    /** A class loader over a folder in place of a jar, which lists the given class as a LayerKinds provider. */
    private static URLClassLoader jar(Path folder, String listed) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(LayerKinds.class.getName()), listed);
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, CustomLayersTest.class.getClassLoader());
    }

    private static <T> T inContext(ClassLoader loader, Callable<T> body) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            return body.call();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void kindsInAJar_areFoundOnlyThroughItsClassLoader(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("Passing.java"), SOURCE);
        int failures = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "" + source);
        assertThat(failures).isZero();
        try (URLClassLoader jar = jar(folder, "acme.Passing")) {
            Layer passing = inContext(jar, () -> Layers.create("acme>Passing", Config.EMPTY));
            Config described = ModelGraph.describe(model(passing));

            Model again = inContext(jar, () -> ModelGraph.build(described, Layers::create));
            assertThat(again.layers().get(2).getClass()).isSameAs(jar.loadClass("acme.Passing"));
            assertThatThrownBy(() -> ModelGraph.build(described, Layers::create))
                    .hasRootCauseInstanceOf(Registry.UnknownKindException.class)
                    .hasMessageContaining("Invalid layer kind: 'acme>Passing'")
                    .hasMessageEndingWith(
                            "To use a custom layer, put a jar with its LayerKinds on the class path (--jar), or call"
                                    + " Layers.register.");
        }
    }

    @Test
    void jarThatListsAMissingClass_isReported(@TempDir Path folder) throws Exception {
        try (URLClassLoader jar = jar(folder, "acme.Gone")) {
            assertThatThrownBy(() -> inContext(jar, () -> Layers.create("acme>Other", Config.EMPTY)))
                    .hasMessageStartingWith("Cannot load layer kinds from the jars: ")
                    .hasMessageContaining("acme.Gone");
        }
    }

    @Test
    void initializerAndRegularizer_whoseClassIsMissing_areMissedOnlyWhenTheyAreUsed() {
        Layer initialized = Layers.create("Dense", dense("kernel_initializer"));
        assertThat(initialized.config()).isEqualTo(dense("kernel_initializer"));
        assertThatThrownBy(() -> initialized.call(Tensor.of(new float[3], 1, 3)))
                .hasMessageStartingWith("Invalid initializer: 'acme>Unlisted' (known: Constant, ")
                .hasMessageEndingWith(
                        "). The kind of a class of your own is its full name, and its jar must be on the class"
                                + " path (--jar).");
        Layer regularized = Layers.create("Dense", dense("kernel_regularizer"));
        assertThat(regularized.config()).isEqualTo(dense("kernel_regularizer"));
        regularized.call(Tensor.of(new float[3], 1, 3));
        assertThatThrownBy(regularized::losses)
                .hasMessageStartingWith("Invalid regularizer: 'acme>Unlisted' (known: ")
                .hasMessageContaining("). The kind of a class of your own is ");
        assertThatThrownBy(() -> Layers.create("Dense", dense("activity_regularizer")))
                .as("each call uses it")
                .hasMessageStartingWith("Invalid regularizer: 'acme>Unlisted' (known: ");
    }

    private static Config dense(String part) {
        return Dense.of(2).config().with(part, Config.of(Registry.KIND, "acme>Unlisted"));
    }

    @Test
    void registeredKinds_areFound_andReplacedWhenRegisteredAgain() {
        Layers.register("test>Flat", config -> Flatten.of());
        assertThat(Layers.create("test>Flat", Config.EMPTY)).isInstanceOf(Flatten.class);
        Layers.register("test>Flat", config -> ReLU.of());
        assertThat(Layers.create("test>Flat", Config.EMPTY)).isInstanceOf(ReLU.class);
        assertThatThrownBy(() -> Layers.register("Dense", config -> ReLU.of()))
                .hasMessage("Invalid layer kind: 'Dense' (package>Name)");
    }

    @Test
    void kindThatIsRegisteredInThisProcessOnly_isNotListed() {
        Layers.register("test>Here", config -> Flatten.of());
        assertThatThrownBy(() -> Layers.createListed("test>Here", Config.EMPTY))
                .hasMessage(
                        "no jar lists layer kind 'test>Here'. List it in a LayerKinds of your jar, and the LayerKinds"
                                + " in META-INF/services/io.kindling.nn.layer.LayerKinds.");
        assertThat(Layers.createListed("Flatten", Config.EMPTY)).isInstanceOf(Flatten.class);
    }

    @Test
    void layerWithoutConfig_canBeCalled_butNotDescribed() {
        Layer withoutConfig = new Layer() {
            @Override
            protected Tensor forward(Tensor input, Mode mode) {
                return input;
            }
        };
        Model model = model(withoutConfig.named("custom"));
        model.call(Tensor.of(new float[3], 1, 3));
        assertThatThrownBy(() -> ModelGraph.describe(model))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot describe layer 'custom' (Layer): it does not define its config.")
                .hasMessageContaining("Override config()");
    }
}
