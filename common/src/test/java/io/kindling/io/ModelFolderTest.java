package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.Variable;
import io.kindling.config.Config;
import io.kindling.io.internal.Json;
import io.kindling.nn.Initializer;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.ModelGraph;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Layers;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    private static final Config MADE = Config.of("seed", 42, "learning_rate", 1e-3, "data", List.of("mnist"));
    private static final Tensor IMAGES = Tensor.of(new float[] {1, 2, 3, 4, -5, 6, 7, 8, 9, 10, 11, 12}, 2, 2, 3);

    @TempDir
    Path folder;

    private Location location() {
        return Location.of(folder.toString());
    }

    /** A model with a shared frozen layer in a nested model. */
    private static Model classifier() {
        Node in = Input.of(4);
        Dense shared = Dense.of(4).activation("relu");
        Model inner = Model.of(in, shared.apply(shared.apply(in))).named("inner");
        inner.freeze();
        return Model.sequential(
                        Input.of(2, 3),
                        Flatten.of(),
                        Dense.of(4),
                        inner,
                        Dense.of(3).withoutBias())
                .named("classifier");
    }

    private byte[] file(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    private void refuses(String message) {
        assertThatThrownBy(() -> ModelFolder.read(location()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void model_roundTrips_andIsRewrittenToTheSameBytes() throws IOException {
        Model model = classifier();
        ModelFolder.of(model, MADE).write(location());
        String manifest = Files.readString(folder.resolve("model.json"));
        byte[] weights = file("weights.safetensors");

        ModelFolder read = ModelFolder.read(location());
        assertThat(read.provenance()).isEqualTo(MADE);
        assertThat(read.model().call(IMAGES).floats())
                .isEqualTo(model.call(IMAGES).floats());
        assertThat(read.model().trainableWeights()).hasSameSizeAs(model.trainableWeights());
        read.write(location());
        assertThat(folder.resolve("model.json")).hasContent(manifest);
        assertThat(file("weights.safetensors")).isEqualTo(weights);
    }

    @Test
    void models_keepTheirOrderAndTheProgramsNames() throws IOException {
        Map<String, Model> models = new LinkedHashMap<>();
        models.put("generator", Model.sequential(Input.of(2), Dense.of(1)));
        models.put("discriminator", Model.sequential(Input.of(1), Dense.of(1)));
        new ModelFolder(models, Config.EMPTY).write(location());

        ModelFolder read = ModelFolder.read(location());
        assertThat(read.models().keySet()).containsExactly("generator", "discriminator");
        assertThat(Safetensors.read(location().child("weights.safetensors"))
                        .tensors()
                        .keySet())
                .allMatch(name -> name.matches("(generator|discriminator)/dense(_\\d+)?/(kernel|bias)"));
        assertThatThrownBy(read::model)
                .hasMessage("Cannot choose a model: there are [generator, discriminator]. Name one.");
        assertThatThrownBy(() -> read.model("critic"))
                .hasMessage("Cannot find model 'critic': there are [generator, discriminator].");
    }

    @Test
    void bytesAfterTheHeader_areTheWeightsInOrder() throws IOException {
        Model model = classifier();
        ModelFolder.of(model, MADE).write(location());
        ByteBuffer bytes = ByteBuffer.wrap(file("weights.safetensors")).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(Math.toIntExact(8 + bytes.getLong()));
        for (Variable weight : model.weights()) {
            for (float value : weight.tensor().floats()) {
                assertThat(bytes.getFloat()).isEqualTo(value);
            }
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void anyFlippedBit_isDetected() throws IOException {
        ModelFolder.of(classifier(), MADE).write(location());
        Random random = new Random(42);
        for (String name : List.of("model.json", "weights.safetensors")) {
            byte[] whole = file(name);
            for (int round = 0; round < 100; round++) {
                int bit = random.nextInt(8 * whole.length);
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(folder.resolve(name), flipped);
                assertThatThrownBy(() -> ModelFolder.read(location()))
                        .as("bit %s of %s", bit, name)
                        .isInstanceOf(ModelException.class)
                        .hasMessageStartingWith("Cannot read " + folder + "/" + name + ": ");
            }
            Files.write(folder.resolve(name), whole);
        }
        ModelFolder.read(location());
    }

    @Test
    void missingFiles_areNamed() throws IOException {
        assertThatThrownBy(() -> ModelFolder.read(location().child("absent")))
                .isInstanceOf(ModelException.class)
                .hasMessage("Cannot read a model in " + folder + "/absent: there is no such folder.");
        ModelFolder.of(classifier(), MADE).write(location());
        Files.delete(folder.resolve("weights.safetensors"));
        refuses("Cannot read " + folder + "/weights.safetensors: ");
        Files.delete(folder.resolve("model.json"));
        refuses("there is no model.json; the folder is empty.");
    }

    @Test
    void truncatedWeights_areDetectedByTheirLength() throws IOException {
        ModelFolder.of(classifier(), MADE).write(location());
        byte[] whole = file("weights.safetensors");
        Files.write(folder.resolve("weights.safetensors"), Arrays.copyOf(whole, whole.length - 1));
        refuses("it has " + (whole.length - 1) + " bytes, but the manifest lists " + whole.length + ".");
    }

    @Test
    void otherVersion_isRefused() throws IOException {
        ModelFolder.of(classifier(), MADE).write(location());
        Location file = location().child("model.json");
        Manifest manifest = Manifest.read(file, "kindling-model", 1, Manifest.MAX_MODEL_BYTES);
        write(new Manifest("kindling-model", 2, manifest.content(), manifest.files()), file);
        refuses(
                "it is kindling-model version 2, but expected kindling-model version 1. It was written by a newer Kindling");
    }

    @Test
    void unknownLayerKind_isRefusedWithASuggestion() throws IOException {
        writeChanged("\"kind\":\"Flatten\"", "\"kind\":\"Flaten\"");
        refuses("did you mean 'Flatten'?");
    }

    @Test
    void unknownName_isRefusedWithASuggestion() throws IOException {
        writeChanged("\"units\":3", "\"units\":3,\"unit\":4");
        refuses("Invalid name in layer kind Dense: 'unit' (did you mean 'units'?");
    }

    @Test
    void descriptionMismatchingTheWeights_isRefused() throws IOException {
        writeChanged("\"units\":3", "\"units\":2");
        refuses("is float32 (4, 3) in weights.safetensors, but float32 (4, 2) in the model");
        writeChanged("\"units\":3", "\"units\":2000000000");
        refuses("of the elements to load are left");
        writeChanged("\"name\":\"inner\"", "\"name\":\"outer\"");
        refuses("Cannot ");
    }

    /** An initializer that no registry knows. */
    private record Sevens() implements Initializer {
        @Override
        public float[] values(Shape shape, long seed) {
            float[] values = new float[Math.toIntExact(shape.size())];
            Arrays.fill(values, 7);
            return values;
        }

        @Override
        public Config config() {
            return Config.of("kind", "test>Sevens", "of", "any number");
        }
    }

    @Test
    void modelOfAnUnknownInitializer_isReadable_andKeepsItsConfig() throws IOException {
        Model model = Model.sequential(
                Input.of(2), Dense.of(3).kernelInitializer(new Sevens()).biasInitializer(new Sevens().seeded(3)));
        ModelFolder.of(model, MADE).requireReadable();
        ModelFolder.of(model, MADE).write(location());
        byte[] manifest = file("model.json");

        ModelFolder read = ModelFolder.read(location());
        Tensor row = Tensor.of(new float[] {1, 2}, 1, 2);
        assertThat(read.model().call(row).floats()).containsExactly(28, 28, 28);
        read.write(location());
        assertThat(file("model.json")).isEqualTo(manifest);
        Config dense = ModelGraph.describe(read.model().layers().get(1));
        assertThatThrownBy(() -> Layers.create("Dense", dense.config("config")).call(row))
                .hasMessageStartingWith("Invalid initializer: 'test>Sevens' (");
    }

    /** A layer with a kind and a config of choice. */
    private static final class Passing extends Layer {
        private final String kind;
        private final Config config;

        Passing(String kind, Config config) {
            this.kind = kind;
            this.config = config;
        }

        @Override
        protected Tensor forward(Tensor input, Mode mode) {
            return input;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public Config config() {
            return config;
        }
    }

    private static void isNotReadable(Layer layer, String reason) {
        Model model = Model.sequential(Input.of(2), Dense.of(2), layer.named("mine"));
        assertThatThrownBy(ModelFolder.of(model.named("m"), MADE)::requireReadable)
                .hasMessageStartingWith(reason);
    }

    @Test
    void modelThatCouldNotBeReadAgain_isFoundBeforeItIsWritten() throws IOException {
        ModelFolder.of(classifier(), MADE).requireReadable();
        Layers.register("test>Here", config -> new Passing("test>Here", config));
        isNotReadable(
                new Passing("test>Here", Config.EMPTY), "Cannot build m/mine: no jar lists layer kind 'test>Here'.");
        isNotReadable(
                new Passing("Flatten", Config.EMPTY),
                "Cannot describe layer 'mine': " + Passing.class.getName()
                        + " has kind 'Flatten', which is a built-in layer's.");
        isNotReadable(
                new Passing("test>Here", Config.of("rate", Double.NaN)),
                "Cannot write NaN as JSON: it is not a finite number.");
        Layer nested = Flatten.of();
        for (int i = 0; i < 40; i++) {
            nested = Model.sequential(Input.of(2), nested);
        }
        isNotReadable(nested, "Cannot build m/mine/");
    }

    /** Writes a valid folder whose description was changed before its digest was computed. */
    private void writeChanged(String text, String replacement) throws IOException {
        ModelFolder.of(classifier(), MADE).write(location());
        Location file = location().child("model.json");
        Manifest manifest = Manifest.read(file, "kindling-model", 1, Manifest.MAX_MODEL_BYTES);
        String content = Json.compact(manifest.content());
        assertThat(content).contains(text);
        Config changed = Json.parse(content.replace(text, replacement));
        write(new Manifest("kindling-model", 1, changed, manifest.files()), file);
    }

    private static void write(Manifest manifest, Location file) throws IOException {
        try (PreparedFile prepared = manifest.prepare(file)) {
            prepared.replace();
        }
    }
}
