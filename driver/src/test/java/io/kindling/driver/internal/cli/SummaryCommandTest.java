package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.example.Dcgan;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.Terminal;
import io.kindling.driver.internal.run.ModelSource;
import io.kindling.driver.internal.run.UnrecordedProgram;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.internal.replica.ProgramMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The output of {@code summary}, and the commands that {@code train} suggests at its end. */
class SummaryCommandTest {
    private static final String DATA = "../deploy/data/fashion-mnist";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.NONE);
        return new KindlingCommand(console).run(args);
    }

    private void train(String program, String... options) {
        Stream<String> words = Stream.of(
                "train",
                program,
                "--data",
                DATA,
                "--limit",
                "64",
                "--validation",
                "0",
                "--epochs",
                "1",
                "--master",
                "none",
                "--output",
                folder.resolve("out").toString());
        assertThat(run(Stream.concat(words, Stream.of(options)).toArray(String[]::new)))
                .isZero();
    }

    /** A program that declares no evaluation. */
    public static final class Trained implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node images = Input.of(p.data().featureShape().dims());
            Model model = p.model(
                    "m", Model.of(images, Dense.of(10).apply(Flatten.of().apply(images))));
            Loss loss = SparseCategoricalCrossentropy.fromLogits();
            p.phase("train")
                    .updates(model)
                    .with(SGD.of(1e-4))
                    .loss((step, batch) -> step.loss(loss, batch, model.call(batch.features(), Mode.TRAINING)));
        }
    }

    @Test
    void summaries_areSeparatedByABlankLine() {
        assertThat(run("summary", Dcgan.class.getName(), "--data", DATA)).isZero();
        String rule = "_".repeat(65);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(rule + "\n\nModel: \"generator\"\n")
                .endsWith(rule + "\n");
    }

    /** Otherwise a check that found nothing would look like no check. */
    @ParameterizedTest
    @ValueSource(strings = {"--check", "--eager"})
    void training_printsThatItChecked_onlyIfItDid(String option) {
        train("classifier", option);
        String printed = out.toString(StandardCharsets.UTF_8);
        assertThat(printed.contains("\nChecked: in every step")).isEqualTo(option.equals("--check"));
    }

    @Test
    void memory_isThatOfTheProgramsPlans() throws IOException {
        assertThat(run("summary", "classifier", "--data", DATA, "--memory", "--batch-size", "32", "--shards", "2"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Off-heap memory, with batches of 32 on 2 shards:\n")
                .containsPattern("train +16 +[\\d.]+ KiB +[\\d.]+ KiB +[\\d.]+ KiB +[\\d.]+ KiB\n")
                .containsPattern("evaluation +256 ")
                .containsPattern("prediction +256 ")
                .doesNotContain(" kernels, ");
    }

    @Test
    void memoryAndPlanOfASavedModel_areThoseOfItsTraining() throws IOException {
        train("classifier");
        String saved = folder.resolve("out/model").toString();
        out.reset();
        assertThat(run("summary", "--model", saved, "--memory", "--plan", "--json"))
                .isZero();
        JsonNode memory = new ObjectMapper()
                .readTree(out.toString(StandardCharsets.UTF_8))
                .get("memory");
        ProgramMemory expected = ProgramMemory.of(ModelSource.saved(saved, UnrecordedProgram.NONE, Map.of())
                .program()
                .get());
        assertThat(memory.get("batch_size").asInt()).isEqualTo(64);
        assertThat(memory.get("shards").asInt()).isEqualTo(4);
        assertThat(memory.get("weight_bytes").asLong()).isEqualTo(expected.weightBytes());
        assertThat(memory.get("replica_bytes").asLong()).isEqualTo(expected.replicaBytes());
        JsonNode train = memory.get("plans").get(0);
        assertThat(train.get("rows").asInt()).isEqualTo(16);
        assertThat(train.get("total_bytes").asLong())
                .isEqualTo(expected.plans().get(0).arenaBytes()
                        + expected.weightBytes()
                        + expected.plans().get(0).gradientBytes());
        assertThat(train.get("kernels").asText()).contains(" kernels, ", "matmul", "dense/kernel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary --model m", "generate --model m --output o"})
    void model_isReadFromTheFileSystemOfTheSettings(String command) throws IOException {
        Path settings = Files.writeString(
                folder.resolve("settings.yaml"), "conf: {spark.hadoop.fs.defaultFS: 'hdfs://nowhere.invalid:9000/'}\n");
        String[] args = Stream.concat(Stream.of(command.split(" ")), Stream.of("--config", settings.toString()))
                .toArray(String[]::new);
        assertThat(run(args)).isEqualTo(4);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no host 'nowhere.invalid' is known");
    }

    @Test
    void programWithoutEvaluation_isNotSuggestedForEvaluation() {
        train(Trained.class.getName());
        assertThat(out.toString(StandardCharsets.UTF_8))
                .endsWith("\nInspect it:\n  kindling summary --model " + folder.resolve("out/model") + "\n");
    }

    @Test
    void modelOfImages_needsTheColumnsOfATable() {
        train("classifier");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .endsWith("\nEvaluate it:\n  kindling evaluate --model " + folder.resolve("out/model")
                        + " --split train\n");
        int exit = run(
                "evaluate",
                "--model",
                folder.resolve("out/model").toString(),
                "--split",
                "test",
                "--data",
                "../deploy/data/penguins/penguins.csv");
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .endsWith("kindling: Cannot evaluate the model in " + folder.resolve("out/model")
                        + " on a table without a label column: it was trained on rows of (28, 28) in IDX files. Give"
                        + " --label COLUMN and --features COLUMN,COLUMN.\n");
    }
}
