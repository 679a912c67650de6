package io.kindling.driver.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.example.Dcgan;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.ClassWeight;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.dataset.RowMeaning;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.internal.dataset.ValidationSize;
import io.kindling.driver.internal.run.output.OutputException;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.driver.internal.run.result.GenerationResult;
import io.kindling.io.Location;
import io.kindling.program.Program;
import io.kindling.program.ProgramException;
import io.kindling.program.RunSettings;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A GAN trained for 2 epochs of 3 steps, on 20 training and 20 test images of 8 by 8, and the images it generates.
 *
 * @see TrainingRun
 * @see GenerationRun
 */
class GanRunTest {
    @TempDir
    static Path folder;

    private static TrainResult trained;

    @BeforeAll
    static void train() {
        trained = train(Dcgan.class, Config.EMPTY, "gan");
    }

    private static TrainResult train(Class<? extends Program> program, Config config, String output) {
        return train(
                program,
                config,
                output,
                ValidationSize.DEFAULT,
                new TrainSettings.Length(2, OptionalLong.empty(), OptionalInt.empty()));
    }

    private static TrainResult train(
            Class<? extends Program> program,
            Config config,
            String output,
            ValidationSize validation,
            TrainSettings.Length length) {
        Path data = new IdxFixture(20, 8, 4).write(folder.resolve("data"));
        return RunFixture.train(
                new TrainSettings(
                        "gan",
                        program.getName(),
                        config,
                        RunSettings.DEFAULT.withBatchSize(16).withShards(2),
                        new DataSettings(
                                SourceSettings.idx(data.toString()),
                                DataSettings.Part.ALL,
                                validation,
                                OptionalLong.empty(),
                                RowMeaning.INFERRED,
                                ClassWeight.NONE,
                                Map.of()),
                        length,
                        MachineSettings.NONE,
                        folder.resolve(output).toString(),
                        RunFolder.Existing.REFUSE,
                        CheckpointPolicy.byDefault(CheckpointPolicy.KEEP),
                        Optional.empty(),
                        Optional.empty(),
                        2,
                        "train gan"),
                new RunListener() {});
    }

    private static GenerationSettings settings(
            String output, int count, OptionalLong seed, RunFolder.Existing existing) {
        return new GenerationSettings(
                folder.resolve("gan/model").toString(),
                GenerationSettings.Weights.TRAINED,
                count,
                seed,
                folder.resolve(output).toString(),
                GenerationSettings.Form.PICTURES_AND_TABLE,
                existing,
                Map.of());
    }

    private static int[] pixels(Path file) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        return picture.getRaster().getPixels(0, 0, picture.getWidth(), picture.getHeight(), (int[]) null);
    }

    @Test
    void programWithoutEvaluation_trainsOnAllRows() {
        assertThat(trained.steps()).as("2 epochs of 40 rows in batches of 16").isEqualTo(6);
        assertThat(trained.epochs()).allMatch(epoch -> epoch.validation().isEmpty());
    }

    @Test
    void optionsWithoutEffect_areRefusedBeforeAnythingIsWritten() {
        TrainSettings.Length two = new TrainSettings.Length(2, OptionalLong.empty(), OptionalInt.empty());
        assertThatThrownBy(() -> train(Dcgan.class, Config.EMPTY, "refused", new ValidationSize.Count(5), two))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Cannot validate: program gan declares no evaluation, so validation rows would not be used."
                        + " Leave --validation out.");
        TrainSettings.Length patient = new TrainSettings.Length(2, OptionalLong.empty(), OptionalInt.of(1));
        assertThatThrownBy(() -> train(Dcgan.class, Config.EMPTY, "refused", ValidationSize.DEFAULT, patient))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "Cannot stop early: program gan has 2 losses, and no evaluation whose loss could be watched."
                                + " Leave --patience out, or name one of the losses with --keep-best.");
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    @Test
    void evaluatingWithoutEvaluation_isReportedBeforeMissingRows() {
        EvaluationSettings validation = new EvaluationSettings(
                folder.resolve("gan/model").toString(),
                UnrecordedProgram.NONE,
                SourceSettings.NONE,
                Optional.of(EvaluationSettings.Split.VALIDATION),
                RowChoice.ALL,
                Optional.empty(),
                MachineSettings.NONE,
                Map.of());
        assertThatThrownBy(() -> RunFixture.evaluate(validation))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("declares no evaluation");
    }

    @Test
    void generatedRowsThatAreNotImages_areNotDrawn_withOneNote() {
        try (Training training = Runner.local(1)
                .batchSize(2)
                .shards(1)
                .start(Dcgan.class, Examples.of(Column.of(new byte[4 * 8 * 8 * 2], 8, 8, 2), Column.of(new int[4])))) {
            List<String> notes = new ArrayList<>();
            EpochImages samples =
                    new EpochImages(Location.of(folder.resolve("two channels").toString()), training, notes::add);
            samples.draw(0);
            samples.draw(1);
            assertThat(notes)
                    .containsExactly("No sample images: the program generates rows of (8, 8, 2); images are (height,"
                            + " width), or (height, width, channels) with 1 or 3 channels.");
        }
        assertThat(folder.resolve("two channels")).doesNotExist();
    }

    @Test
    void lossesOfBothPhases_areInTheFilesOfTheRun() throws IOException {
        assertThat(Files.readAllLines(folder.resolve("gan/history.csv")).get(0))
                .isEqualTo("epoch,loss,loss_discriminator,loss_generator,seconds");
        assertThat(Files.readAllLines(folder.resolve("gan/metrics.jsonl")).subList(0, 2))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("{\"epoch\":0,\"step\":0,\"phase\":\"discriminator\","),
                        line -> assertThat(line).startsWith("{\"epoch\":0,\"step\":0,\"phase\":\"generator\","));
        BufferedImage curves = ImageIO.read(folder.resolve("gan/curves.png").toFile());
        assertThat(curves.getWidth()).as("one chart").isEqualTo(640);
    }

    @Test
    void samplesOfTheLastEpoch_areTheImagesOfGenerateWithTheTrainingsSeed() throws IOException {
        try (var files = Files.list(folder.resolve("gan/samples"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("epoch-001.png", "epoch-002.png");
        }
        GenerationResult result =
                new GenerationRun(settings("same", 64, OptionalLong.empty(), RunFolder.Existing.REFUSE)).run();

        assertThat(result.seed()).isEqualTo(RunSettings.DEFAULT.seed());
        assertThat(pixels(folder.resolve("same/grid.png")))
                .isEqualTo(pixels(folder.resolve("gan/samples/epoch-002.png")))
                .isNotEqualTo(pixels(folder.resolve("gan/samples/epoch-001.png")));
    }

    @Test
    void images_matchThePixelsOfTheTable_andDependOnSeedAndNumberOnly() throws IOException {
        new GenerationRun(settings("few", 3, OptionalLong.of(5), RunFolder.Existing.REFUSE)).run();
        new GenerationRun(settings("many", 12, OptionalLong.of(5), RunFolder.Existing.REFUSE)).run();
        new GenerationRun(settings("other", 3, OptionalLong.of(6), RunFolder.Existing.REFUSE)).run();

        List<String> table = Files.readAllLines(folder.resolve("few/images.jsonl"));
        assertThat(table).hasSize(3);
        for (int i = 0; i < 3; i++) {
            int[] pixels = pixels(folder.resolve("few/generated_img" + i + ".png"));
            assertThat(pixels).hasSize(64);
            assertThat(table.get(i))
                    .isEqualTo("{\"pixels\":["
                            + String.join(
                                    ",",
                                    IntStream.of(pixels)
                                            .mapToObj(Integer::toString)
                                            .toList())
                            + "]}");
            assertThat(pixels(folder.resolve("many/generated_img" + i + ".png")))
                    .isEqualTo(pixels);
            assertThat(pixels(folder.resolve("other/generated_img" + i + ".png")))
                    .isNotEqualTo(pixels);
        }
    }

    @Test
    void earlierImages_areReplacedOnlyWithOverwrite() {
        new GenerationRun(settings("again", 12, OptionalLong.empty(), RunFolder.Existing.REFUSE)).run();
        assertThatThrownBy(() ->
                        new GenerationRun(settings("again", 2, OptionalLong.empty(), RunFolder.Existing.REFUSE)).run())
                .isInstanceOf(OutputException.class)
                .hasMessageEndingWith("Give another --output, or --overwrite.");

        new GenerationRun(settings("again", 2, OptionalLong.empty(), RunFolder.Existing.OVERWRITE)).run();
        assertThat(folder.resolve("again").toFile().list())
                .containsExactlyInAnyOrder("grid.png", "generated_img0.png", "generated_img1.png", "images.jsonl");
    }

    @Test
    void initialWeights_giveOtherImages() throws IOException {
        GenerationSettings s = settings("first", 2, OptionalLong.empty(), RunFolder.Existing.REFUSE);
        new GenerationRun(new GenerationSettings(
                        s.model(),
                        GenerationSettings.Weights.FIRST,
                        s.count(),
                        s.seed(),
                        s.output(),
                        GenerationSettings.Form.PICTURES,
                        s.existing(),
                        s.hadoop()))
                .run();
        new GenerationRun(settings("last", 2, OptionalLong.empty(), RunFolder.Existing.REFUSE)).run();

        assertThat(folder.resolve("first/images.jsonl")).doesNotExist();
        assertThat(pixels(folder.resolve("first/grid.png"))).isNotEqualTo(pixels(folder.resolve("last/grid.png")));
    }

    @Test
    void modelOfAClassifier_cannotGenerate() {
        train(Classifier.class, Classifier.DEFAULTS, "classifier");
        GenerationSettings s = settings("nothing", 2, OptionalLong.empty(), RunFolder.Existing.REFUSE);
        assertThatThrownBy(() -> new GenerationRun(new GenerationSettings(
                                folder.resolve("classifier/model").toString(),
                                s.weights(),
                                s.count(),
                                s.seed(),
                                s.output(),
                                s.form(),
                                s.existing(),
                                s.hadoop()))
                        .run())
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("it declares no generation");
        assertThat(folder.resolve("nothing")).doesNotExist();
    }
}
