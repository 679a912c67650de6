package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.TrainingSnapshot;
import io.kindling.tensor.internal.natives.KernelLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            new long[] {5, 4},
            Optional.of(new TrainingSnapshot.EpochStart(
                    List.of(new float[] {8, 9, 10}, new float[] {11}),
                    List.of(
                            new OptimizerState(2, new float[][] {{12, 13, 14}, {15, 16, 17}}),
                            new OptimizerState(3, new float[][] {})))),
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
        Manifest whole =
                Manifest.read(location.child("manifest.json"), "kindling-checkpoint", 1, Manifest.MAX_RUN_BYTES);
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

    @Test
    void otherKernels_areRefused() throws IOException {
        read().requireSameKernels("step-000123");
        Location location = Location.of(checkpoint.toString());
        Manifest whole =
                Manifest.read(location.child("manifest.json"), "kindling-checkpoint", 1, Manifest.MAX_RUN_BYTES);
        rewrite(location, whole, whole.content().with("kernels", "oneDNN 2.5.2 (sse41)"));
        assertThatThrownBy(() -> read().requireSameKernels("step-000123"))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("Cannot resume from step-000123: it was computed with oneDNN 2.5.2 (sse41), but"
                        + " this process computes with " + KernelLibrary.names() + ", whose last bits differ.");
    }

    private static void rewrite(Location folder, Manifest whole, Config content) throws IOException {
        byte[] text = new Manifest(whole.format(), whole.version(), content, whole.files()).toBytes();
        folder.child("manifest.json").write(out -> out.write(text));
    }
}
