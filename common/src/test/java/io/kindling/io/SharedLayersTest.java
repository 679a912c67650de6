package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.ModelGraph;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Add;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Layers;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models whose layers are used in several places are the same graph of layers when they are read.
 *
 * @see ModelFolder
 * @see ModelGraph
 */
class SharedLayersTest {
    private static final int WIDTH = 3;

    @TempDir
    Path folder;

    /** A layer of two others, which it creates itself, with the names that come next. */
    private static final class Pair extends Layer {
        static final String KIND = "test>Pair";

        private final Layer first = track(Dense.of(WIDTH).activation("tanh"));
        private final Layer second = track(Dense.of(WIDTH));

        static {
            Layers.register(KIND, config -> new Pair());
        }

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        protected Tensor forward(Tensor input, Mode mode) {
            return second.call(first.call(input, mode), mode);
        }

        @Override
        public Config config() {
            return Config.EMPTY;
        }
    }

    /** A layer around a given one. */
    private static final class Around extends Layer {
        private final Layer inner;

        Around(Layer inner) {
            this.inner = track(inner);
        }

        @Override
        protected Tensor forward(Tensor input, Mode mode) {
            return inner.call(input, mode);
        }

        @Override
        public Config config() {
            return Config.EMPTY;
        }
    }

    private static Node input() {
        return Input.of(WIDTH);
    }

    private static Dense dense() {
        return Dense.of(WIDTH).activation("relu");
    }

    private Location location() {
        return Location.of(folder.toString());
    }

    private Map<String, Model> read() {
        return ModelFolder.read(location()).models();
    }

    /** Writes models, reads them and compares them; then writes what was read, and compares the files. */
    private void assertReadAsWritten(Map<String, Model> models) throws IOException {
        new ModelFolder(models, Config.EMPTY).write(location());
        List<byte[]> written = files();
        Map<String, Model> again = read();
        SameGraphFixture.assertSame(models, again);
        models.forEach((name, model) -> assertThat(outputs(again.get(name))).isDeepEqualTo(outputs(model)));
        new ModelFolder(again, Config.EMPTY).write(location());
        assertThat(files()).usingRecursiveComparison().isEqualTo(written);
    }

    private void assertReadAsWritten(Model model) throws IOException {
        assertReadAsWritten(Map.of("it", model));
    }

    private List<byte[]> files() throws IOException {
        return List.of(
                Files.readAllBytes(folder.resolve("model.json")),
                Files.readAllBytes(folder.resolve("weights.safetensors")));
    }

    private static float[][] outputs(Model model) {
        List<Tensor> inputs = IntStream.range(0, model.inputs().size())
                .mapToObj(i -> Tensor.of(new float[] {1, -2 + i, 3, 4, 5, -6 - i}, 2, WIDTH))
                .toList();
        return model.call(inputs, Mode.INFERENCE).stream().map(Tensor::floats).toArray(float[][]::new);
    }

    @Test
    void layerInTwoNestedModels_isOneLayer() throws IOException {
        Layer shared = dense();
        Model left = Model.sequential(input(), shared, dense());
        Node rightInput = input();
        Model right = Model.of(rightInput, dense().apply(shared.apply(rightInput)));
        Node in = input();
        assertReadAsWritten(Model.of(in, Add.of().apply(left.apply(in), right.apply(in))));
    }

    @Test
    void layerUsedAloneAndInANestedModel_isOneLayer() throws IOException {
        Layer shared = dense();
        Model nested = Model.sequential(input(), dense(), shared);
        Node in = input();
        assertReadAsWritten(Model.of(in, shared.apply(nested.apply(shared.apply(in)))));
    }

    @Test
    void nestedModelInTwoOthers_isOneModel() throws IOException {
        Model innermost = Model.sequential(input(), dense(), BatchNormalization.of());
        innermost.layers().get(1).freeze();
        Model a = Model.sequential(input(), innermost, dense());
        Model b = Model.sequential(input(), dense(), innermost);
        Model c = Model.sequential(input(), b, innermost, a);
        Node in = input();
        assertReadAsWritten(Model.of(in, Add.of().apply(a.apply(in), c.apply(in))));
    }

    @Test
    void encoderDecoderAndAutoencoder_shareTheirLayersAndNodes() throws IOException {
        Node in = input();
        Node code = dense().apply(in);
        Node codeIn = input();
        Model encoder = Model.of(in, code).named("encoder");
        Model decoder = Model.of(codeIn, dense().apply(codeIn)).named("decoder");
        Map<String, Model> models = new LinkedHashMap<>();
        models.put("nested", Model.of(in, decoder.apply(encoder.apply(in))));
        models.put("encoder", encoder);
        models.put("other", decoder);
        models.put("flat", Model.of(in, decoder.apply(code)));
        assertReadAsWritten(models);
    }

    @Test
    void sublayersOfACustomLayer_areFoundWhateverTheirNames() throws IOException {
        Layer pair = new Pair();
        Model nested = Model.sequential(input(), dense(), new Pair(), pair);
        assertReadAsWritten(Model.sequential(input(), dense(), pair, dense(), nested));
    }

    /** Seeds of random graphs. */
    static Stream<Integer> seeds() {
        return IntStream.range(0, Boolean.getBoolean("kindling.full") ? 2_000 : 60)
                .boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyGraph_isReadAsWritten(int seed) throws IOException {
        assertReadAsWritten(new RandomGraph(new Random(seed)).models());
    }

    /** Models of layers, models and values that were used before, and of new ones. */
    private static final class RandomGraph {
        private final Random random;
        private final List<Layer> layers = new ArrayList<>();
        private final List<Model> models = new ArrayList<>();

        RandomGraph(Random random) {
            this.random = random;
        }

        Map<String, Model> models() {
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                models.add(model());
            }
            Map<String, Model> named = new LinkedHashMap<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                named.put("model" + i, models.get(random.nextInt(models.size())));
            }
            return named;
        }

        private Model model() {
            if (random.nextInt(4) == 0) {
                Set<Layer> chain = new LinkedHashSet<>();
                while (chain.isEmpty() || random.nextInt(3) > 0) {
                    chain.add(layer());
                }
                return Model.sequential(input(), chain.toArray(Layer[]::new));
            }
            List<Node> inputs = new ArrayList<>();
            List<Node> values = new ArrayList<>();
            if (!models.isEmpty() && random.nextInt(3) == 0) {
                Model earlier = any(models);
                inputs.addAll(earlier.inputs());
                values.addAll(earlier.outputs());
            } else {
                inputs.add(input());
            }
            if (random.nextBoolean()) {
                inputs.add(input());
            }
            values.addAll(inputs);
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                values.add(call(values));
            }
            Node sum = Add.of().apply(values.get(values.size() - 1), any(values));
            return Model.of(inputs, random.nextBoolean() ? List.of(sum) : List.of(any(values), sum));
        }

        private Node call(List<Node> values) {
            if (!models.isEmpty() && random.nextInt(3) == 0) {
                Model model = any(models);
                List<Node> given =
                        model.inputs().stream().map(input -> any(values)).toList();
                return any(model.apply(given));
            }
            return layer().apply(any(values));
        }

        private Layer layer() {
            if (layers.isEmpty() || random.nextBoolean()) {
                Layer added = random.nextInt(4) == 0 ? new Pair() : dense();
                if (random.nextInt(4) == 0) {
                    added.freeze();
                }
                layers.add(added);
            }
            return any(layers);
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }

    @Test
    void sublayerWithWeights_thatIsAlsoUsedElsewhere_isRefused() {
        Layer shared = dense().named("shared");
        Layer around = new Around(shared).named("around");
        String reason =
                " it is a sublayer of 'around' (Around) and also used elsewhere. Only models can share their layers";
        Model before = Model.sequential(input(), shared, around);
        Model after = Model.sequential(input(), around, shared);
        assertThatThrownBy(() -> ModelGraph.describe(before)).hasMessageContaining("layer 'shared' (Dense):" + reason);
        assertThatThrownBy(() -> ModelGraph.describe(after)).hasMessageContaining("layer 'shared' (Dense):" + reason);
        Model inTwo = Model.sequential(input(), new Around(shared).named("too"), around);
        assertThatThrownBy(() -> ModelGraph.describe(inTwo)).hasMessageContaining("layer 'shared' (Dense):" + reason);
    }

    @Test
    void sublayerWithoutWeights_mayBeUsedElsewhere() {
        Layer flat = Flatten.of();
        ModelGraph.describe(Model.sequential(input(), flat, new Around(flat)));
    }

    @Test
    void namesThatGiveTwoLayersOnePath_areRefused() {
        Model outer =
                Model.sequential(input(), Model.sequential(input(), dense()).named("b"));
        assertThatThrownBy(() -> ModelGraph.describe(Map.of("a", outer, "a/b", Model.sequential(input(), dense()))))
                .hasMessage("Cannot describe the models: two layers have the path 'a/b'. Use names without '/'.");
    }

    @Test
    void referenceToNoEarlierLayer_isRefused() {
        Config in = ModelGraph.describe(input().producer());
        Config model = Config.of(
                "kind",
                "Functional",
                "name",
                "m",
                "frozen",
                false,
                "config",
                Config.of("layers", List.of(in, Config.of("shared", "m/later"))));
        assertThatThrownBy(() -> ModelGraph.build(model, Layers::create))
                .hasMessage("Cannot build m.layers[1]: Invalid shared: 'm/later' (the path of an earlier layer)");
        assertThatThrownBy(() -> ModelGraph.buildAll(Config.of("a", Config.of("shared", "a")), Layers::create))
                .hasMessage("Cannot build the model: Invalid shared: 'a' (the path of an earlier layer)");
    }

    @Test
    void modelsNestedTooDeeplyThroughReferences_areRefused() {
        Map<String, Model> models = new LinkedHashMap<>();
        Model model = Model.sequential(input(), Flatten.of());
        for (int i = 0; i < 40; i++) {
            models.put("m" + i, model);
            model = Model.sequential(input(), model);
        }
        Config described = ModelGraph.describe(models);
        assertThatThrownBy(() -> ModelGraph.buildAll(described, Layers::create))
                .hasMessageContaining("nested more than 32 deep");
    }

    /** The folder was written by Kindling as it was before models could share layers. */
    @Test
    void folderOfTheFormatWithoutSharedLayers_isRead() throws Exception {
        new Pair();
        Path old = Path.of(getClass().getResource("model-without-shared-layers").toURI());
        Map<String, Model> models =
                ModelFolder.read(Location.of(old.toString())).models();
        assertThat(models.keySet()).containsExactly("first", "second");
        assertThat(models.get("first")
                        .call(Tensor.of(new float[] {1, 2, 3}, 1, WIDTH))
                        .floats())
                .containsExactly(-0.9179515f, 1.3277085f);
    }
}
