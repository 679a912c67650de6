package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.nn.Config;
import io.kindling.nn.Graph;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Registry;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomLayersTest {
    private static Model model(Layer custom) {
        return Model.sequential(Input.of(3), Dense.of(2), custom);
    }

    @Test
    void kindsInAJarOfTheContextClassLoader_areFound_andForgottenWithIt(@TempDir Path jar) throws IOException {
        Config described = Graph.describe(model(new ActivityRegularizationLayer()));
        assertThatThrownBy(() -> Graph.build(described))
                .hasMessageContaining("Invalid layer kind: 'acme>ActivityRegularizationLayer'")
                .hasMessageEndingWith("A custom layer is known once its jar, with its LayerKinds, is on the class path"
                        + " (--jar), or after Layers.register.");
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(LayerKinds.class.getName()), ActivityRegularizationLayer.Kinds.class.getName());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            assertThat(Graph.build(described).layers().get(2)).isInstanceOf(ActivityRegularizationLayer.class);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertThatThrownBy(() -> Graph.build(described)).hasRootCauseInstanceOf(Registry.UnknownKindException.class);
    }

    @Test
    void jarThatNamesAMissingClass_isToldSo(@TempDir Path jar) throws IOException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(services.resolve(LayerKinds.class.getName()), "acme.Gone");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            assertThatThrownBy(() -> Layers.create("acme>Other", Config.EMPTY))
                    .hasMessageStartingWith("Cannot look for layer kinds in the jars: ")
                    .hasMessageContaining("acme.Gone");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
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
    void layerWithoutConfig_canBeUsed_butNotDescribed() {
        Layer silent = new Layer() {
            @Override
            protected Tensor forward(Tensor input, Mode mode) {
                return input;
            }
        };
        Model model = model(silent.named("silent"));
        model.call(Tensor.of(new float[3], 1, 3));
        assertThatThrownBy(() -> Graph.describe(model))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot describe layer 'silent' (Layer): it does not say what it was made with.")
                .hasMessageContaining("Override config()");
    }
}
