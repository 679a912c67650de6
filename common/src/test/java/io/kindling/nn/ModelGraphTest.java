package io.kindling.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Layers;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope acts by being open
class ModelGraphTest {
    /** A model with two inputs, three outputs, a nested model, and a shared layer that is called between other layers. */
    private static Model complexModel() {
        Node a = Input.of(3).named("a");
        Node b = Input.of(3).named("b");
        Layer shared = Dense.of(3).activation("relu").named("shared");
        Node first = shared.apply(a);
        Node between = Dense.of(3).named("between").apply(first);
        Node second = shared.apply(between);
        Node latent = Input.of(3).named("latent");
        Model encoder = Model.sequential(
                        latent, Dense.of(2).named("encode"), Flatten.of().named("flat"))
                .named("encoder");
        encoder.layers().get(1).freeze();
        Node fromB = encoder.apply(b);
        Node fromSecond = encoder.apply(second);
        return Model.of(List.of(a, b), List.of(fromSecond, fromB, shared.apply(b)))
                .named("complex");
    }

    @Test
    void build_recreatesADescribedModel() {
        Model model = complexModel();
        Config described = ModelGraph.describe(model);
        Model again = ModelGraph.build(described, Layers::create);
        assertThat(ModelGraph.describe(again)).isEqualTo(described);
        assertThat(again.layers())
                .extracting(Layer::name)
                .containsExactlyElementsOf(
                        model.layers().stream().map(Layer::name).toList());
        assertThat(again.trainableWeights()).hasSameSizeAs(model.trainableWeights());
        Weights.copy(model, again);
        List<Tensor> inputs = List.of(
                Tensor.of(new float[] {1, -2, 3, 4, 5, -6}, 2, 3), Tensor.of(new float[] {6, 5, 4, 3, -2, 1}, 2, 3));
        List<Tensor> expected = model.call(inputs, Mode.INFERENCE);
        List<Tensor> actual = again.call(inputs, Mode.INFERENCE);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).floats()).isEqualTo(expected.get(i).floats());
        }
    }

    @Test
    void unknownKind_suggestsTheClosestOneAndARemedy() {
        Config description = described("Dens", Config.of("units", 2));
        assertThatThrownBy(() -> ModelGraph.build(description, Layers::create))
                .hasMessageContaining("Cannot build m/l: Invalid layer kind: 'Dens' (did you mean 'Dense'?")
                .hasMessageContaining("--jar");
    }

    @Test
    void invalidConfig_isReportedWithItsPath() {
        assertThatThrownBy(() -> ModelGraph.build(described("Dense", Config.of("units", "many")), Layers::create))
                .hasMessage("Cannot build m/l: Invalid units: many (must be a whole number)");
        assertThatThrownBy(() -> ModelGraph.build(Config.EMPTY, Layers::create))
                .hasMessageContaining("Cannot build the model: Cannot find");
        assertThatThrownBy(() -> ModelGraph.build(
                        Config.of("kind", "Flatten", "name", "f", "frozen", false, "config", Config.EMPTY),
                        Layers::create))
                .hasMessage("Cannot build the model: 'f' is a Flatten (Sequential or Functional)");
    }

    @Test
    void modelsNestedTooDeeply_areRejected() {
        Config inner = described("Flatten", Config.EMPTY);
        for (int i = 0; i < 100; i++) {
            inner = described("Functional", inner.config("config"));
        }
        Config deep = inner;
        assertThatThrownBy(() -> ModelGraph.build(deep, Layers::create))
                .hasMessageContaining("nested more than 32 deep");
    }

    private static Config described(String kind, Config config) {
        Config input = Config.of(
                "kind",
                "InputLayer",
                "name",
                "i",
                "frozen",
                false,
                "config",
                Config.of("shape", List.of(3), "dtype", "float32"));
        Config layer = Config.of("kind", kind, "name", "l", "frozen", false, "config", config);
        return Config.of(
                "kind",
                "Functional",
                "name",
                "m",
                "frozen",
                false,
                "config",
                Config.of(
                        "layers", List.of(input, layer),
                        "calls", List.of(Config.of("layer", "l", "inputs", List.of(List.of("i", 0, 0)))),
                        "inputs", List.of(List.of("i", 0, 0)),
                        "outputs", List.of(List.of("l", 0, 0))));
    }

    @Test
    void mutatedDescription_givesAModelOrAnIllegalArgumentException() {
        long seed = 20_240_817L;
        Random random = new Random(seed);
        Config valid = ModelGraph.describe(complexModel());
        for (int round = 0; round < 1_000; round++) {
            Config mutated = mutate(valid, random) instanceof Config config ? config : Config.EMPTY;
            try (BuildScope scope = BuildScope.withZeros(10_000)) {
                ModelGraph.build(mutated, Layers::create);
            } catch (IllegalArgumentException expected) {
                assertThat(expected.getMessage()).startsWith("Cannot build ");
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", round " + round + ": " + mutated, e);
            }
        }
    }

    private static final List<Object> STRANGE = List.of(
            "",
            "a/b",
            "shared",
            "Dense",
            "Functional",
            -1L,
            0L,
            1L << 31,
            Long.MAX_VALUE,
            2_000_000_000L,
            0.5,
            Double.NaN,
            true,
            List.of(),
            List.of(List.of()),
            List.of("a", 0, 0),
            List.of(2_000_000_000L, 2_000_000_000L, 2_000_000_000L),
            Config.EMPTY);

    /** Returns the value with one part changed, removed or duplicated. */
    private static Object mutate(Object value, Random random) {
        if (random.nextInt(12) == 0) {
            return value instanceof Config && random.nextBoolean() ? value : strange(value, random);
        }
        if (value instanceof Config config && !config.names().isEmpty()) {
            Map<String, Object> changed = new LinkedHashMap<>(config.asMap());
            String name = List.copyOf(config.names()).get(random.nextInt(changed.size()));
            if (random.nextInt(20) == 0) {
                changed.remove(name);
            } else {
                changed.put(name, mutate(changed.get(name), random));
            }
            return Config.of(changed);
        }
        if (value instanceof List<?> list && !list.isEmpty()) {
            List<Object> changed = new ArrayList<>(list);
            int at = random.nextInt(changed.size());
            switch (random.nextInt(8)) {
                case 0 -> changed.remove(at);
                case 1 -> changed.add(changed.get(at));
                default -> changed.set(at, mutate(changed.get(at), random));
            }
            return changed;
        }
        return strange(value, random);
    }

    private static Object strange(Object value, Random random) {
        Object strange = STRANGE.get(random.nextInt(STRANGE.size()));
        return value instanceof Config && !(strange instanceof Config) && random.nextInt(3) > 0
                ? Config.EMPTY
                : strange;
    }
}
