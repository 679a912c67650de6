package io.kindling.train.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.program.TrainingSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    private Checkpoints checkpoints() {
        return new Checkpoints(Location.of(folder.toString()));
    }

    private Path write(long step) throws IOException {
        String name = Checkpoints.name(step);
        TrainingSnapshot state = new TrainingSnapshot(List.of(), List.of(), List.of(), step, 0, 0, 0, 0);
        CheckpointFolder.write(checkpoints().folder().child(name), state, Config.EMPTY, Config.EMPTY, "");
        return folder.resolve(name);
    }

    private String newest() {
        return checkpoints().newest(notes::add).orElseThrow().name();
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

    @Test
    void missingFolder_hasNoCheckpoint() {
        assertThat(new Checkpoints(Location.of(folder.resolve("none").toString())).newest(notes::add))
                .isEmpty();
    }

    @Test
    void prune_keepsLaterSteps() throws IOException {
        for (long step : List.of(10, 20, 30, 40, 50)) {
            write(step);
        }
        checkpoints().prune(2, 30);
        assertThat(checkpoints().names()).containsExactly("step-000050", "step-000040", "step-000030", "step-000020");
    }
}
