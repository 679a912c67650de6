package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.TrainingSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
    private static final Config MADE = Config.of("seed", 42);
    private static final Config RUN = Config.of("least", "Infinity");
    private static final TrainingSnapshot STATE = new TrainingSnapshot(
            List.of(new float[] {1, -0.0f, Float.POSITIVE_INFINITY}, new float[] {Float.MIN_VALUE}),
            List.of(
                    new OptimizerState(7, new float[][] {{1, 2, 3}, {4, 5, 6}}),
                    new OptimizerState(8, new float[][] {})),
            List.of(new long[] {Long.MIN_VALUE, 3}, new long[] {}),
            123,
            4,
            5,
            6,
            0);

    @TempDir
    Path folder;

    private Path checkpoint;

    @BeforeEach
    void write() throws IOException {
        checkpoint = folder.resolve("step-000123");
        CheckpointFolder.write(Location.of(checkpoint.toString()), STATE, MADE, RUN, "");
    }

    private CheckpointFolder read() {
        return CheckpointFolder.read(Location.of(checkpoint.toString()));
    }

    @Test
    void checkpoint_isReadAsItWasWritten() {
        CheckpointFolder read = read();
        assertThat(read.state()).usingRecursiveComparison().isEqualTo(STATE);
        assertThat(read.made()).isEqualTo(MADE);
        assertThat(read.run()).isEqualTo(RUN);
    }

    @Test
    void chain_dependsOnAllCheckpointsBefore() throws IOException {
        Location again = Location.of(folder.resolve("again").toString());
        String chain = read().chain();
        assertThat(CheckpointFolder.write(again, STATE, MADE, RUN, "").chain()).isEqualTo(chain);
        assertThat(CheckpointFolder.write(again, STATE, MADE, RUN, chain).chain())
                .isNotEqualTo(chain);
        assertThat(CheckpointFolder.write(again, STATE, Config.of("seed", 43), RUN, "")
                        .chain())
                .isNotEqualTo(chain);
    }

    /** Checkpoints that look whole and are not: Lightning's issue 20012. */
    @Test
    void anyTruncationOrChangedBit_isDetected() throws IOException {
        Random random = new Random(11);
        for (String name : List.of("state.safetensors", "manifest.json")) {
            Path file = checkpoint.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < 100; i++) {
                byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length));
                Files.write(file, cut);
                assertThatThrownBy(this::read)
                        .as("%s cut to %d bytes", name, cut.length)
                        .isInstanceOf(ModelException.class);
            }
            for (int i = 0; i < 500; i++) {
                int bit = random.nextInt(8 * whole.length);
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file, flipped);
                assertThatThrownBy(this::read).as("bit %d of %s", bit, name).isInstanceOf(ModelException.class);
            }
            Files.write(file, whole);
        }
        read();
    }

    @Test
    void folderWithoutManifest_isIncomplete() throws IOException {
        Files.delete(checkpoint.resolve("manifest.json"));
        assertThatThrownBy(this::read)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("it was not written completely");
    }

    /** Whoever can write a manifest can also write its digests. */
    @Test
    void wholeFilesThatHoldSomethingElse_areRefused() throws IOException {
        Location location = Location.of(checkpoint.toString());
        Manifest whole = Manifest.read(location.child("manifest.json"), "kindling-checkpoint", 1);
        Map<String, Object> content = new LinkedHashMap<>(whole.content().asMap());
        content.put("iterations", List.of("seven", 8));
        rewrite(location, whole, Config.of(content));
        assertThatThrownBy(this::read)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("do not hold a checkpoint");
        content.remove("iterations");
        rewrite(location, whole, Config.of(content));
        assertThatThrownBy(this::read)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("Cannot find 'iterations'");
    }

    private static void rewrite(Location folder, Manifest whole, Config content) throws IOException {
        byte[] text = new Manifest(whole.format(), whole.version(), content, whole.files()).toBytes();
        folder.child("manifest.json").write(out -> out.write(text));
    }
}
