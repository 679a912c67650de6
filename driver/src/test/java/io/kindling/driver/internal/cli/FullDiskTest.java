package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.Terminal;
import io.kindling.driver.internal.run.IdxFixture;
import io.kindling.driver.internal.run.output.FullDiskFixture;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings on a disk that becomes full, at each of their writes, and the same commands once it has room again.
 *
 * @see io.kindling.driver.internal.run.output.RunFolder
 */
class FullDiskTest {
    private static final int ENOUGH = 1_000_000;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void writeData() {
        new IdxFixture(20, 4, 3).write(folder.resolve("data"));
    }

    private int train(String... more) {
        err.reset();
        Console console = new Console(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.NONE);
        return new KindlingCommand(console)
                .run(Stream.concat(
                                Stream.of(
                                        "train",
                                        "classifier",
                                        "--data",
                                        folder.resolve("data").toString(),
                                        "--hidden",
                                        "4",
                                        "--epochs",
                                        "1",
                                        "--master",
                                        "none",
                                        "--conf",
                                        "spark.hadoop.fs.full.impl=" + FullDiskFixture.class.getName(),
                                        "--output",
                                        "full:" + folder.resolve("run")),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private String error() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private boolean hasModel() {
        return Files.exists(folder.resolve("run/model/model.json"));
    }

    private ModelFolder model() {
        return ModelFolder.read(Location.of(folder.resolve("run/model").toString()));
    }

    private String text(String file) throws IOException {
        Path path = folder.resolve("run").resolve(file);
        return Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
    }

    @Test
    void training_isStartedOverByTheSameCommand_unlessItLeftItsModel() throws IOException {
        int writes = 0;
        FullDiskFixture.room(writes);
        while (train() != 0) {
            assertThat(error()).as("with room for %s writes", writes).contains("No space left on device");
            boolean trained = hasModel();
            String weights = text("model/weights.safetensors");
            FullDiskFixture.room(ENOUGH);
            assertThat(train())
                    .as("with room for %s writes: %s", writes, error())
                    .isEqualTo(trained ? 7 : 0);
            model();
            if (trained) {
                assertThat(error()).contains("it already contains", "Give another --output, or --overwrite.");
                assertThat(text("model/weights.safetensors")).isEqualTo(weights);
            } else {
                assertThat(text("result.json")).contains("weights_sha256");
            }
            Location.of(folder.resolve("run").toString()).delete();
            FullDiskFixture.room(++writes);
        }
        assertThat(writes).isGreaterThan(5);
    }

    @Test
    void finishedTraining_staysWhole_ifTheOneThatIsToReplaceItFails() throws IOException {
        FullDiskFixture.room(ENOUGH);
        assertThat(train()).isZero();
        String weights = text("model/weights.safetensors");
        int writes = 0;
        FullDiskFixture.room(writes);
        while (train("--overwrite", "--seed", "1") != 0) {
            model();
            boolean replaced = !text("model/weights.safetensors").equals(weights);
            FullDiskFixture.room(ENOUGH);
            assertThat(train("--overwrite")).as(error()).isZero();
            assertThat(text("model/weights.safetensors")).isEqualTo(weights);
            if (replaced) {
                break;
            }
            FullDiskFixture.room(++writes);
        }
    }
}
