package io.kindling.train.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.program.TrainingSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private Checkpoints checkpoints;

    @BeforeEach
    void open() {
        checkpoints = new Checkpoints(Location.of(folder.toString()));
    }

    private Path write(long step) throws IOException {
        String name = Checkpoints.name(step);
        TrainingSnapshot state = new TrainingSnapshot(
                List.of(new float[] {1, 2, 3}), List.of(), List.of(), step, 0, 0, 0, new long[0], Optional.empty(), 0);
        CheckpointFolder.write(checkpoints.folder().child(name), state, Config.EMPTY, Config.EMPTY, "");
        return folder.resolve(name);
    }

    private String newest() {
        return checkpoints.newest(notes::add).orElseThrow().name();
    }

    /** BigDL takes the newest by file time, which a copy or a clock that was set changes. */
    @Test
    void newest_isByStepNotByFileTime() throws IOException {
        write(1_000_000);
        Path older = write(999_999);
        Path oldest = write(20);
        for (Path later : List.of(older, oldest, oldest.resolve("manifest.json"))) {
            Files.setLastModifiedTime(later, FileTime.fromMillis(Long.MAX_VALUE / 1_000_000));
        }
        assertThat(newest()).isEqualTo("step-1000000");
    }

    @Test
    void incompleteCheckpoint_isSkippedAndNamed() throws IOException {
        write(7);
        Files.delete(write(8).resolve("manifest.json"));
        Files.createDirectory(folder.resolve("step-of-others"));
        assertThat(newest()).isEqualTo("step-000007");
        assertThat(notes).singleElement().asString().startsWith("Skipping checkpoint step-000008: ");
    }

    /** A training that began again would delete them. */
    @Test
    void checkpointsOfWhichNoneCanBeUsed_areAnError_andStay() throws IOException {
        Path newest = write(8).resolve("manifest.json");
        Files.writeString(newest, Files.readString(newest).replaceFirst("(\"version\"\\s*:\\s*)1", "$12"));
        Files.delete(write(7).resolve("state.safetensors"));
        Files.delete(write(9).resolve("manifest.json"));
        assertThatThrownBy(this::newest)
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("Cannot resume: none of the checkpoints in " + folder + " can be used. ")
                .hasMessageContaining("step-000008")
                .hasMessageEndingWith(" Delete them to start from the beginning.");
        assertThat(checkpoints.names()).hasSize(3);
    }

    @Test
    void checkpointsThatWereNotWrittenCompletely_areNone() throws IOException {
        Files.delete(write(9).resolve("manifest.json"));
        assertThat(checkpoints.newest(notes::add)).isEmpty();
        assertThat(notes).hasSize(1);
    }

    @Test
    void folderWithANumberBeyondAllSteps_isNoCheckpoint() throws IOException {
        write(7);
        Files.createDirectory(folder.resolve("step-99999999999999999999"));
        assertThat(newest()).isEqualTo("step-000007");
    }

    @Test
    void missingFolder_hasNoCheckpoint() {
        assertThat(new Checkpoints(Location.of(folder.resolve("none").toString())).newest(notes::add))
                .isEmpty();
    }

    @Test
    void prune_keepsTheBestAtTheTimeOfEachThatIsKept() throws IOException {
        for (long step : List.of(10, 20, 30, 40, 50, 60)) {
            write(step);
        }
        checkpoints.prune(2, 60, List.of(10L, 30L, 60L));
        assertThat(checkpoints.names()).containsExactly("step-000060", "step-000050", "step-000030");
    }

    @Test
    void prune_keepsLaterSteps() throws IOException {
        for (long step : List.of(10, 20, 30, 40, 50)) {
            write(step);
        }
        checkpoints.prune(2, 30, List.of());
        assertThat(checkpoints.names()).containsExactly("step-000050", "step-000040", "step-000030", "step-000020");
    }

    @Test
    void prune_countsOnlyCompleteCheckpoints_andDeletesTheOthers() throws IOException {
        write(10);
        for (long step : List.of(20, 30)) {
            Files.delete(write(step).resolve("manifest.json"));
        }
        write(40);
        checkpoints.prune(2, 40, List.of());
        assertThat(checkpoints.names()).containsExactly("step-000040", "step-000010");
    }

    /** Checkpoints that look whole and are not: Lightning's issue 20012. */
    @Test
    void anyTruncationOrChangedBit_isToldAndTheCheckpointBeforeIsTaken() throws IOException {
        write(7);
        Path damaged = write(8);
        Random random = new Random(11);
        for (String name : List.of("state.safetensors", "manifest.json")) {
            Path file = damaged.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < 100; i++) {
                Files.write(file, Arrays.copyOf(whole, random.nextInt(whole.length)));
                assertSkipped("truncation " + i + " of " + name);
            }
            for (int i = 0; i < 500; i++) {
                int bit = random.nextInt(8 * whole.length);
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file, flipped);
                assertSkipped("bit " + bit + " of " + name);
            }
            Files.write(file, whole);
        }
        assertThat(newest()).isEqualTo("step-000008");
    }

    private void assertSkipped(String damage) {
        notes.clear();
        assertThat(newest()).as(damage).isEqualTo("step-000007");
        assertThat(notes)
                .as(damage)
                .singleElement()
                .asString()
                .startsWith("Skipping checkpoint step-000008: Cannot read ");
    }
}
