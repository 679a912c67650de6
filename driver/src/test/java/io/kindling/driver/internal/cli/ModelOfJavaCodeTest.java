package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.config.Config;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.Terminal;
import io.kindling.driver.internal.run.IdxFixture;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Initializer;
import io.kindling.nn.Model;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Softmax;
import io.kindling.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands on model folders that Java code wrote: they record no program and no rows.
 *
 * @see io.kindling.driver.internal.run.UnrecordedProgram
 * @see io.kindling.driver.internal.run.ModelProgram
 */
class ModelOfJavaCodeTest {
    private static final int SIDE = 6;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void trainAndWriteAgain() throws IOException {
        new IdxFixture(60, SIDE, 5).write(folder.resolve("data"));
        assertThat(train("first")).isZero();
        write("copy", Map.of("mine", trained()));
    }

    private int run(String... words) {
        out.reset();
        err.reset();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.NONE);
        return new KindlingCommand(console)
                .run(Stream.of(words).map(this::inFolder).toArray(String[]::new));
    }

    /** Returns the path of {@code @name} in the test's folder; other words as they are. */
    private String inFolder(String word) {
        return word.startsWith("@") ? folder.resolve(word.substring(1)).toString() : word;
    }

    private int train(String output, String... more) {
        return run(Stream.concat(
                        Stream.of(
                                "train",
                                "classifier",
                                "--data",
                                "@data",
                                "--hidden",
                                "8",
                                "--rescale",
                                "--epochs",
                                "1",
                                "--learning-rate",
                                "0.1",
                                "--master",
                                "none",
                                "--output",
                                "@" + output,
                                "--json"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private Model trained() {
        return ModelFolder.read(Location.of(folder.resolve("first/model").toString()))
                .model();
    }

    private void write(String name, Map<String, Model> models) throws IOException {
        new ModelFolder(models, Config.of("program", "a text of my own"))
                .write(Location.of(folder.resolve(name).toString()));
    }

    private void fails(int exitCode, String message, String... words) {
        assertThat(run(words)).isEqualTo(exitCode);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("kindling: " + inMessage(message));
    }

    private String inMessage(String message) {
        return message.replace("@", folder + "/");
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void evaluation_withTheLossAndMetricsOfTheProgram_givesItsFigures() throws IOException {
        assertThat(run("evaluate", "--model", "@first/model", "--split", "test", "--master", "none", "--json"))
                .isZero();
        ObjectNode expected = (ObjectNode) json();

        assertThat(run(
                        "evaluate",
                        "--model",
                        "@copy",
                        "--data",
                        "@data",
                        "--loss",
                        "SparseCategoricalCrossentropy",
                        "--metrics",
                        "SparseCategoricalAccuracy,ConfusionMatrix",
                        "--master",
                        "none",
                        "--json"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        JsonNode actual = json();
        assertThat(actual.get("loss")).isEqualTo(expected.get("loss"));
        assertThat(actual.get("examples")).isEqualTo(expected.get("examples"));
        assertThat(actual.get("confusion_matrix")).isEqualTo(expected.get("confusion_matrix"));
        assertThat(actual.get("sparse_categorical_accuracy")).isEqualTo(expected.get("accuracy"));
    }

    @Test
    void evaluation_takesProbabilitiesOfAModelThatEndsInASoftmax() throws IOException {
        Model logits = trained();
        write("softmax", Map.of("m", Model.sequential(Input.of(SIDE, SIDE), logits, Softmax.of())));
        String[] command = {
            "evaluate",
            "--model",
            "@copy",
            "--data",
            "@data",
            "--loss",
            "SparseCategoricalCrossentropy",
            "--master",
            "none",
            "--json"
        };
        assertThat(run(command)).isZero();
        double expected = json().get("loss").asDouble();
        command[2] = "@softmax";
        assertThat(run(command)).isZero();
        assertThat(json().get("loss").asDouble()).isCloseTo(expected, within(1e-5));
    }

    @Test
    void whatTheFolderLacks_isNamedWithTheOptionsThatGiveIt() {
        fails(
                2,
                "Cannot evaluate the model in @copy: the folder does not record the program that trained it, which"
                        + " declares how. Set --loss to one of BinaryCrossentropy, ",
                "evaluate",
                "--model",
                "@copy",
                "--data",
                "@data",
                "--master",
                "none");
        fails(
                2,
                "Cannot find data: set --data.",
                "evaluate",
                "--model",
                "@copy",
                "--loss",
                "MeanSquaredError",
                "--master",
                "none");
        fails(
                2,
                "Cannot find the model's training and validation rows: @copy does not record them. Use --split test.",
                "evaluate",
                "--model",
                "@copy",
                "--data",
                "@data",
                "--split",
                "train",
                "--loss",
                "MeanSquaredError",
                "--master",
                "none");
        fails(
                2,
                "Invalid loss: 'MeanSquareError' (did you mean 'MeanSquaredError'?",
                "evaluate",
                "--model",
                "@copy",
                "--data",
                "@data",
                "--loss",
                "MeanSquareError",
                "--master",
                "none");
        fails(
                2,
                "Invalid option: --loss (only for a model folder that records no program: @first/model records"
                        + " io.kindling.driver.example.Classifier)",
                "evaluate",
                "--model",
                "@first/model",
                "--loss",
                "MeanSquaredError",
                "--master",
                "none");
        fails(
                4,
                "Cannot generate with the model in @copy: the folder does not record the program that trained it",
                "generate",
                "--model",
                "@copy",
                "--output",
                "@images");
    }

    @Test
    void labelsBeyondTheModelsOutputs_areADataError() {
        new IdxFixture(60, SIDE, 6).write(folder.resolve("more"));
        fails(
                3,
                "Cannot use the test labels in @more: ",
                "evaluate",
                "--model",
                "@copy",
                "--data",
                "@more",
                "--loss",
                "SparseCategoricalCrossentropy",
                "--master",
                "none");
    }

    @Test
    void oneOfSeveralModels_isChosenByItsName() throws IOException {
        Map<String, Model> models = new LinkedHashMap<>();
        models.put("other", Model.sequential(Input.of(SIDE, SIDE), Flatten.of(), Dense.of(2)));
        models.put("mine", trained());
        write("several", models);
        fails(
                2,
                "Cannot choose a model in @several: it records no program, and has other, mine. Set --model-name.",
                "summary",
                "--model",
                "@several",
                "--memory");
        fails(
                2,
                "Invalid --model-name: yours (@several has other, mine)",
                "summary",
                "--model",
                "@several",
                "--memory",
                "--model-name",
                "yours");
        assertThat(run("summary", "--model", "@several", "--memory", "--model-name", "mine"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("prediction");
        assertThat(run("summary", "--model", "@several")).isZero();
    }

    @Test
    void training_startsFromTheOnlyModel_whateverItsName() throws IOException {
        assertThat(train("again", "--init", "@first/model")).isZero();
        String expected = json().get("weights_sha256").asText();
        assertThat(train("from-copy", "--init", "@copy"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(json().get("weights_sha256").asText()).isEqualTo(expected);
    }

    /** An initializer that only the code that wrote the model knows. */
    private record Halves() implements Initializer {
        @Override
        public float[] values(Shape shape, long seed) {
            float[] values = new float[Math.toIntExact(shape.size())];
            Arrays.fill(values, 0.5f);
            return values;
        }

        @Override
        public Config config() {
            return Config.of("kind", "test>Halves");
        }
    }

    @Test
    void modelOfAnUnknownInitializer_isEvaluatedWithItsWeights() throws IOException {
        Dense dense = Dense.of(1).kernelInitializer(new Halves());
        write("halves", Map.of("m", Model.sequential(Input.of(SIDE, SIDE), Flatten.of(), dense)));
        assertThat(run(
                        "evaluate",
                        "--model",
                        "@halves",
                        "--data",
                        "@data",
                        "--loss",
                        "MeanAbsoluteError",
                        "--master",
                        "none",
                        "--json"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(json().get("loss").asDouble())
                .as("half the sum of a row's pixels")
                .isGreaterThan(500);
    }
}
