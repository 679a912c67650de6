package io.kindling.driver.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.example.Dcgan;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.internal.run.output.ObjectStoreFixture;
import io.kindling.driver.internal.run.output.OutputException;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.io.CheckpointFolder;
import io.kindling.io.Location;
import io.kindling.io.ModelException;
import io.kindling.io.PreparedFile;
import io.kindling.io.internal.lock.LockedException;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
import io.kindling.train.internal.checkpoint.CheckpointException;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was ended at any step and resumed has the weights and files of a run without interruption. */
class ResumptionTest {
    @TempDir
    Path folder;

    private String data = "data";

    private CheckpointPolicy.Failure failure = CheckpointPolicy.Failure.CONTINUE;

    /** Ends a run before it is told of a step, and remembers what it was told. */
    private static class EndAt implements RunListener {
        private final long last;
        private final List<String> notes = new ArrayList<>();

        EndAt(long last) {
            this.last = last;
        }

        List<String> notes() {
            return notes;
        }

        @Override
        public void stepDone(StepResult step) {
            if (step.step() == last) {
                throw new CancellationException("ended");
            }
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }
    }

    private TrainSettings settings(String output, boolean gan, RunFolder.Existing existing, int shards) {
        Path rows = new IdxFixture(60, 8, 4).write(folder.resolve(data));
        Config classifier = Classifier.DEFAULTS
                .with("hidden", List.of(8))
                .with("dropout", 0.25)
                .with("optimizer", Config.of("kind", "Adam", "learning_rate", 0.01));
        return new TrainSettings(
                gan ? "gan" : "classifier",
                (gan ? Dcgan.class : Classifier.class).getName(),
                gan ? Config.EMPTY : classifier,
                RunSettings.DEFAULT.withBatchSize(8).withShards(shards),
                new DataSettings(
                        SourceSettings.idx(rows.toString()),
                        Map.of("fs.norename.impl", ObjectStoreFixture.class.getName())),
                new TrainSettings.Length(3, OptionalLong.empty(), gan ? OptionalInt.empty() : OptionalInt.of(2)),
                MachineSettings.NONE,
                output.contains(":") ? output : folder.resolve(output).toString(),
                existing,
                new CheckpointPolicy(OptionalLong.of(1), Optional.empty(), false, 2, Duration.ZERO, 1, failure),
                Optional.empty(),
                Optional.empty(),
                1,
                "train");
    }

    private EndAt endedAt(long step, boolean gan) {
        EndAt listener = new EndAt(step);
        assertThatThrownBy(() -> RunFixture.train(settings("ended", gan, RunFolder.Existing.REFUSE, 2), listener))
                .isInstanceOf(CancellationException.class);
        return listener;
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    /** Without the columns of times. */
    private String history(String run) throws IOException {
        return read(run + "/history.csv").replaceAll("(?m)(,[^,]*){1,2}$", "");
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 3", "false, 6", "false, 7", "false, 13", "true, 2", "true, 9"})
    void endedRun_resumesWithTheSameWeightsAndFiles(boolean gan, long step) throws IOException {
        TrainResult quiet =
                RunFixture.train(settings("quiet", gan, RunFolder.Existing.REFUSE, 2), new RunListener() {});
        endedAt(step, gan);

        EndAt listener = new EndAt(Long.MAX_VALUE);
        TrainResult resumed = RunFixture.train(settings("ended", gan, RunFolder.Existing.RESUME, 2), listener);

        assertThat(resumed.weightsSha256()).isEqualTo(quiet.weightsSha256());
        assertThat(resumed.steps()).isEqualTo(quiet.steps());
        assertThat(resumed.start().orElseThrow().step()).isPositive().isLessThanOrEqualTo(step + 1);
        assertThat(resumed.asJson().get("steps_this_run"))
                .isEqualTo(quiet.steps() - resumed.start().orElseThrow().step());
        assertThat(read("ended/metrics.jsonl")).isEqualTo(read("quiet/metrics.jsonl"));
        assertThat(history("ended")).isEqualTo(history("quiet"));
        assertThat(listener.notes).anyMatch(note -> note.startsWith("Resuming from step-"));
        assertThat(resumed.asJson().get("lost_steps"))
                .isEqualTo(step + 1 - resumed.start().orElseThrow().step());
        assertThat(resumed.recovery().seconds().orElseThrow()).isPositive();
        assertThat(quiet.recovery()).isEqualTo(new TrainResult.Recovery(OptionalLong.empty(), OptionalDouble.empty()));
    }

    @Test
    void runWithoutCheckpoint_losesAllStepsThatItLogged() throws IOException {
        endedAt(5, false);
        Location.of(folder.resolve("ended/checkpoints").toString()).delete();
        TrainResult again =
                RunFixture.train(settings("ended", false, RunFolder.Existing.RESUME, 2), new EndAt(Long.MAX_VALUE));
        assertThat(again.recovery()).isEqualTo(new TrainResult.Recovery(OptionalLong.of(6), OptionalDouble.empty()));
    }

    @Test
    void lockedFolder_isRefusedBeforeAnythingIsRead() throws IOException {
        TrainSettings settings = settings("locked", false, RunFolder.Existing.REFUSE, 2);
        Location.of(folder.resolve("data").toString()).delete();
        Files.createDirectory(folder.resolve("locked"));
        Files.writeString(folder.resolve("locked/unfinished-1.json"), "{\"of\":\"another run\"}\n");
        assertThatThrownBy(() -> RunFixture.train(settings, new RunListener() {}))
                .isInstanceOf(LockedException.class);
    }

    @Test
    void runWhoseLockIsTaken_endsWithoutAnotherCheckpoint() throws IOException {
        RunListener taken = new RunListener() {
            @Override
            public void stepDone(StepResult step) {
                if (step.step() == 5) {
                    try {
                        Files.writeString(folder.resolve("ended/unfinished-2.json"), "{\"of\":\"another run\"}\n");
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                }
            }
        };
        assertThatThrownBy(() -> RunFixture.train(settings("ended", false, RunFolder.Existing.REFUSE, 2), taken))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("this run no longer has the lock of the folder");
        assertThat(Location.of(folder.resolve("ended/checkpoints").toString()).list())
                .allMatch(name -> name.compareTo("step-000005") <= 0);
        assertThat(folder.resolve("ended/unfinished-2.json")).exists();
        assertThat(folder.resolve("ended/model")).doesNotExist();
        assertThat(folder.resolve("ended/result.json")).doesNotExist();
    }

    static Stream<Config> malformedRuns() {
        Config length = Config.of("length", Config.of("epochs", 3, "patience", 2));
        return Stream.of(
                Config.EMPTY,
                Config.of("length", 3),
                length,
                length.with("epochs", "three"),
                length.with("epochs", List.of(Config.of("epoch", "first"))));
    }

    @ParameterizedTest
    @MethodSource("malformedRuns")
    void checkpointThatDoesNotDescribeARun_isRefused(Config run) throws IOException {
        endedAt(5, false);
        Location checkpoints = Location.of(folder.resolve("ended/checkpoints").toString());
        String newest = checkpoints.list().get(checkpoints.list().size() - 1);
        CheckpointFolder whole = CheckpointFolder.read(checkpoints.child(newest));
        CheckpointFolder.write(checkpoints.child(newest), whole.state(), whole.made(), run, "");
        assertThatThrownBy(() -> RunFixture.train(
                        settings("ended", false, RunFolder.Existing.RESUME, 2), new EndAt(Long.MAX_VALUE)))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("Cannot resume from " + newest + ": its files are whole, but do not describe");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void storeWithoutRename_keepsRunsThatResume(boolean silently) throws IOException {
        ObjectStoreFixture.refuseRename(silently);
        TrainResult quiet =
                RunFixture.train(settings("quiet", false, RunFolder.Existing.REFUSE, 2), new RunListener() {});
        String output = "norename:" + folder.resolve("stored");
        EndAt killed = new EndAt(10);
        assertThatThrownBy(() -> RunFixture.train(settings(output, false, RunFolder.Existing.REFUSE, 2), killed))
                .isInstanceOf(CancellationException.class);

        TrainResult resumed =
                RunFixture.train(settings(output, false, RunFolder.Existing.RESUME, 2), new EndAt(Long.MAX_VALUE));

        assertThat(killed.notes).isEmpty();
        assertThat(resumed.start().orElseThrow().step()).isGreaterThanOrEqualTo(9);
        assertThat(resumed.weightsSha256()).isEqualTo(quiet.weightsSha256());
        assertThat(read("stored/metrics.jsonl")).isEqualTo(read("quiet/metrics.jsonl"));
        assertThat(history("stored")).isEqualTo(history("quiet"));
        try (Stream<Path> left = Files.walk(folder.resolve("stored"))) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(PreparedFile::isTemporary);
        }
    }

    /** Puts a file in the place of the folder of checkpoints. */
    private final class Obstacle extends EndAt {
        Obstacle() {
            super(Long.MAX_VALUE);
        }

        @Override
        public void epochStarted(int epoch) {
            try {
                Files.write(folder.resolve("run/checkpoints"), new byte[0]);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    @Test
    void runWhoseCheckpointsCannotBeWritten_isFinishedOrEndsAsAsked() {
        TrainSettings settings = settings("run", false, RunFolder.Existing.REFUSE, 2);
        Obstacle told = new Obstacle();
        assertThat(RunFixture.train(settings, told).epochs()).hasSize(3);
        assertThat(told.notes()).singleElement().asString().contains("Training continues");

        failure = CheckpointPolicy.Failure.STOP;
        assertThatThrownBy(
                        () -> RunFixture.train(settings("run", false, RunFolder.Existing.OVERWRITE, 2), new Obstacle()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("Training ends");
    }

    @Test
    void finishedRun_continuesWithMoreEpochs() {
        RunFixture.train(settings("ended", false, RunFolder.Existing.REFUSE, 2), new RunListener() {});
        TrainSettings s = settings("ended", false, RunFolder.Existing.RESUME, 2);
        TrainSettings longer = longer(s);
        TrainResult continued = RunFixture.train(longer, new RunListener() {});
        TrainResult atOnce =
                RunFixture.train(longer(settings("long", false, RunFolder.Existing.REFUSE, 2)), new RunListener() {});
        assertThat(continued.weightsSha256()).isEqualTo(atOnce.weightsSha256());
        assertThat(continued.epochs()).hasSameSizeAs(atOnce.epochs());
    }

    @Test
    void fewerEpochs_areRefused_andItIsSaidHowToTrainLonger() {
        endedAt(9, false);
        TrainSettings two = with(
                settings("ended", false, RunFolder.Existing.RESUME, 2),
                new TrainSettings.Length(2, OptionalLong.empty(), OptionalInt.of(2)),
                Optional.empty());
        assertThatThrownBy(() -> RunFixture.train(two, new RunListener() {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(": it was written with other settings (epochs: 3, now 2, which counts from the"
                        + " beginning: to train longer, give more than 3). Give the settings of that run, another");
    }

    private static TrainSettings longer(TrainSettings s) {
        return with(s, new TrainSettings.Length(5, OptionalLong.empty(), OptionalInt.of(2)), s.resumed());
    }

    private static TrainSettings with(TrainSettings s, TrainSettings.Length length, Optional<String> resumed) {
        return new TrainSettings(
                s.program(),
                s.className(),
                s.config(),
                s.run(),
                s.data(),
                length,
                s.machines(),
                s.output(),
                s.existing(),
                s.checkpoints(),
                resumed,
                s.init(),
                s.logEvery(),
                s.command());
    }

    /** The settings of a run in a folder that continues from a checkpoint, wherever that is. */
    private TrainSettings from(Path checkpoint, String output, boolean gan) {
        TrainSettings settings = settings(output, gan, RunFolder.Existing.RESUME, 2);
        return with(settings, settings.length(), Optional.of(checkpoint.toString()));
    }

    /** Returns the newest checkpoint of a run. */
    private Path newest(String output) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve(output).resolve("checkpoints"))) {
            return all.max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 10", "true, 9"})
    void checkpointOfAnotherFolder_resultsInAWholeFolder(boolean gan, long step) throws IOException {
        TrainResult quiet =
                RunFixture.train(settings("quiet", gan, RunFolder.Existing.REFUSE, 2), new RunListener() {});
        endedAt(step, gan);
        List<String> before = content("ended");

        TrainResult resumed = RunFixture.train(from(newest("ended"), "other", gan), new EndAt(Long.MAX_VALUE));

        assertThat(resumed.weightsSha256()).isEqualTo(quiet.weightsSha256());
        assertThat(resumed.start().orElseThrow().step()).isPositive();
        assertThat(resumed.recovery().lostSteps()).isPresent();
        assertThat(read("other/metrics.jsonl")).isEqualTo(read("quiet/metrics.jsonl"));
        assertThat(history("other")).isEqualTo(history("quiet"));
        assertThat(content("other")).containsAll(without("checkpoints/", content("quiet")));
        if (gan) {
            assertThat(folder.resolve("other/samples/epoch-001.png"))
                    .hasSameBinaryContentAs(folder.resolve("quiet/samples/epoch-001.png"));
        }
        assertThat(content("ended")).as("the folder of the checkpoint").isEqualTo(before);
    }

    private static List<String> without(String start, List<String> names) {
        return names.stream().filter(name -> !name.startsWith(start)).toList();
    }

    /** The names of all files in a folder. */
    private List<String> content(String output) throws IOException {
        Path top = folder.resolve(output);
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> top.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void checkpointWithoutItsLog_isContinued_andWhatIsMissingIsSaid() throws IOException {
        RunFixture.train(settings("quiet", false, RunFolder.Existing.REFUSE, 2), new RunListener() {});
        endedAt(10, false);
        Path moved = Files.move(folder.resolve("ended/checkpoints"), folder.resolve("moved"));
        Path checkpoint = moved.resolve("step-000011");

        EndAt listener = new EndAt(Long.MAX_VALUE);
        TrainResult resumed = RunFixture.train(from(checkpoint, "other", false), listener);

        long steps = resumed.start().orElseThrow().step();
        assertThat(listener.notes())
                .anyMatch(note -> note.startsWith(
                        "Lines of the first " + steps + " steps are missing in metrics.jsonl: of the "));
        String log = read("other/metrics.jsonl");
        assertThat(log).startsWith("{\"epoch\":1,\"step\":" + steps + ",");
        assertThat(read("quiet/metrics.jsonl")).endsWith(log);
        assertThat(history("other")).isEqualTo(history("quiet"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void folderOfAnotherRun_isNotContinuedWithACheckpointFromElsewhere(int shards) throws IOException {
        endedAt(10, false);
        RunFixture.train(settings("other", false, RunFolder.Existing.REFUSE, shards), new RunListener() {});
        if (shards == 2) {
            Location.of(folder.resolve("other/checkpoints").toString()).delete();
        }
        List<String> before = content("other");
        Path newest = newest("ended");
        assertThatThrownBy(() -> RunFixture.train(from(newest, "other", false), new RunListener() {}))
                .isInstanceOf(OutputException.class)
                .hasMessageStartingWith("Cannot continue " + newest + " in " + folder.resolve("other")
                        + ": that folder holds another run")
                .hasMessageContaining(shards == 4 ? " (program.shards: 4, now 2)." : "run. Give another --output");
        assertThat(content("other")).isEqualTo(before);
    }

    /** A driver that was killed before it wrote a checkpoint of its own. */
    @Test
    void restartedDriver_continuesFromTheCheckpointOfItsCommand() throws IOException {
        endedAt(10, false);
        TrainSettings settings = from(newest("ended"), "other", false);
        RunListener killed = new RunListener() {
            @Override
            public void stepDone(StepResult step) {
                throw new IllegalStateException("killed");
            }
        };
        System.setProperty("spark.submit.deployMode", "cluster");
        System.setProperty("spark.app.submitTime", "17");
        try {
            assertThatThrownBy(() -> RunFixture.train(settings, killed)).hasMessage("killed");
            TrainResult restarted = RunFixture.train(settings, new RunListener() {});
            assertThat(restarted.start().orElseThrow().step()).isEqualTo(11);
        } finally {
            System.clearProperty("spark.submit.deployMode");
            System.clearProperty("spark.app.submitTime");
        }
    }

    @Test
    void damagedCheckpoint_isSkippedAndNamed() throws IOException {
        endedAt(12, false);
        List<Path> checkpoints;
        try (Stream<Path> folders = Files.list(folder.resolve("ended/checkpoints"))) {
            List<Path> all = folders.sorted().toList();
            // Before the newest two, there may be the best epoch's.
            checkpoints = all.subList(all.size() - 2, all.size());
        }
        Path state = checkpoints.get(1).resolve("state.safetensors");
        byte[] bytes = Files.readAllBytes(state);
        bytes[bytes.length / 2] ^= 1;
        Files.write(state, bytes);

        EndAt listener = new EndAt(Long.MAX_VALUE);
        TrainResult resumed = RunFixture.train(settings("ended", false, RunFolder.Existing.RESUME, 2), listener);
        TrainResult quiet =
                RunFixture.train(settings("quiet", false, RunFolder.Existing.REFUSE, 2), new RunListener() {});
        assertThat(resumed.weightsSha256()).isEqualTo(quiet.weightsSha256());
        assertThat(listener.notes)
                .anyMatch(note -> note.startsWith(
                                "Skipping checkpoint " + checkpoints.get(1).getFileName())
                        && note.contains("SHA-256"))
                .anyMatch(note ->
                        note.startsWith("Resuming from " + checkpoints.get(0).getFileName()));
    }

    @Test
    void otherSettings_areListed() {
        endedAt(5, false);
        assertThatThrownBy(() ->
                        RunFixture.train(settings("ended", false, RunFolder.Existing.RESUME, 4), new RunListener() {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("it was written with other settings (program.shards: 2, now 4)");
    }

    @Test
    void changedRows_areRefused() throws IOException {
        endedAt(5, false);
        TrainSettings resumed = settings("ended", false, RunFolder.Existing.RESUME, 2);
        Path images = folder.resolve("data/train-images-idx3-ubyte");
        byte[] bytes = Files.readAllBytes(images);
        bytes[bytes.length - 1] ^= 1;
        Files.write(images, bytes);
        assertThatThrownBy(() -> RunFixture.train(resumed, new RunListener() {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("it was written with other settings (data.checksum: ");
    }

    @Test
    void sameRowsAtAnotherPlace_areContinuedWith() {
        TrainResult quiet =
                RunFixture.train(settings("quiet", false, RunFolder.Existing.REFUSE, 2), new RunListener() {});
        endedAt(5, false);
        data = "copy";
        TrainResult resumed =
                RunFixture.train(settings("ended", false, RunFolder.Existing.RESUME, 2), new RunListener() {});
        assertThat(resumed.start()).isPresent();
        assertThat(resumed.weightsSha256()).isEqualTo(quiet.weightsSha256());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ended", "ended/checkpoints"})
    void folderOfCheckpoints_isNoCheckpoint(String given) throws IOException {
        endedAt(5, false);
        Path newest = newest("ended");
        assertThatThrownBy(() -> RunFixture.train(from(folder.resolve(given), "other", false), new RunListener() {}))
                .isInstanceOf(ModelException.class)
                .hasMessage("Cannot resume from " + folder.resolve(given)
                        + ": it is no checkpoint, but has some. Its newest is " + newest + ".");
    }

    @Test
    void folderWithoutCheckpoints_startsFromTheBeginning() {
        EndAt listener = new EndAt(Long.MAX_VALUE);
        TrainResult result = RunFixture.train(settings("new", false, RunFolder.Existing.RESUME, 2), listener);
        assertThat(result.start()).isEmpty();
        assertThat(listener.notes).anyMatch(note -> note.startsWith("Starting from the beginning"));
    }
}
