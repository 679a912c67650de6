package io.kindling.train.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.ErrorCategory;
import io.kindling.KindlingException;
import io.kindling.config.Config;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.program.TrainingSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointWriterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();
    private final List<Long> written = new ArrayList<>();
    private final CheckpointListener listener = new CheckpointListener() {
        @Override
        public void checkpointed(long steps) {
            written.add(steps);
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }
    };
    private CheckpointWriter writer;

    @BeforeEach
    void open() {
        writer = writer(CheckpointPolicy.Failure.CONTINUE);
    }

    private CheckpointWriter writer(CheckpointPolicy.Failure failure) {
        CheckpointPolicy policy =
                new CheckpointPolicy(OptionalLong.of(1), Optional.empty(), false, 2, Duration.ZERO, 1, failure);
        return new CheckpointWriter(checkpoints(), policy, Config.EMPTY, "", 0, listener);
    }

    private Checkpoints checkpoints() {
        return new Checkpoints(Location.of(String.valueOf(folder)).child("checkpoints"));
    }

    @AfterEach
    void close() {
        writer.close();
    }

    private void save(long step) {
        writer.save(() -> state(step), () -> Config.EMPTY);
        writer.await();
    }

    private static TrainingSnapshot state(long step) {
        return new TrainingSnapshot(
                List.of(new float[] {step}), List.of(), List.of(), step, 0, 0, 0, new long[0], Optional.empty(), 0);
    }

    /** Puts a file in the place of the folder of checkpoints, and returns where that is. */
    private Path obstacle() throws IOException {
        Path parent = folder.resolve("checkpoints");
        Path moved = folder.resolve("moved");
        Files.move(parent, moved);
        Files.createFile(parent);
        return moved;
    }

    private void removeObstacle(Path moved) throws IOException {
        Files.delete(folder.resolve("checkpoints"));
        Files.move(moved, folder.resolve("checkpoints"));
    }

    @Test
    void checkpointThatCannotBeWritten_isToldOnceAndTheOlderOnesStay() throws IOException {
        writer = writer(CheckpointPolicy.Failure.CONTINUE);
        save(1);
        Path moved = obstacle();
        save(2);
        save(3);
        writer.finish();
        removeObstacle(moved);
        assertThat(notes)
                .singleElement()
                .asString()
                .startsWith("Cannot write checkpoint step-000002 to ")
                .endsWith("Training continues; older checkpoints are as they were.");
        assertThat(checkpoints().newest(notes::add).orElseThrow().name()).isEqualTo("step-000001");

        save(4);
        assertThat(notes).hasSize(2).last().asString().startsWith("Checkpoints are written again: step-000004 to ");
        assertThat(written).containsExactly(1L, 4L);
        assertThat(checkpoints().names()).containsExactly("step-000004", "step-000001");
        assertThat(writer.saves()).isEqualTo(2);
    }

    /** Later checkpoints end with its weights. */
    @Test
    void bestEpochThatCouldNotBeWritten_isWrittenBeforeTheNext() throws IOException {
        writer = writer(CheckpointPolicy.Failure.CONTINUE);
        save(1);
        Path moved = obstacle();
        writer.save(() -> state(2), () -> Config.EMPTY, List.of(2L));
        writer.await();
        removeObstacle(moved);
        writer.save(() -> state(3), () -> Config.EMPTY, List.of(2L));
        writer.await();
        assertThat(checkpoints().names()).containsExactly("step-000003", "step-000002");
        assertThat(CheckpointFolder.read(checkpoints().folder().child("step-000002"))
                        .state()
                        .weights()
                        .get(0))
                .containsExactly(2);
    }

    @Test
    void checkpointThatCannotBeWritten_endsTheTrainingIfAsked() throws IOException {
        writer = writer(CheckpointPolicy.Failure.STOP);
        save(1);
        obstacle();
        save(2);
        assertThat(notes).isEmpty();
        assertThatThrownBy(() -> writer.isDue(3, false))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("Cannot write checkpoint step-000002 to ")
                .hasMessageContaining("older checkpoints are as they were")
                .extracting(failure -> ((KindlingException) failure).category())
                .isEqualTo(ErrorCategory.OUTPUT);
        assertThatThrownBy(writer::finish).isInstanceOf(CheckpointException.class);
    }

    @Test
    void expensiveCheckpoints_areDueMoreSeldom() {
        CheckpointPolicy policy = CheckpointPolicy.parse("1s", 2);
        Duration cost = Duration.ofMillis(100);
        assertThat(policy.isDue(SECOND, 1, false, SECOND, Duration.ofMillis(20)))
                .isTrue();
        assertThat(policy.isDue(SECOND, 1, false, SECOND.multipliedBy(4), cost)).isFalse();
        assertThat(policy.isDue(SECOND, 1, false, SECOND.multipliedBy(5), cost)).isTrue();
    }
}
