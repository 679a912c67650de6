package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Trainings on a real disk that becomes full. The disk is a tmpfs in a mount namespace of the test's own, which Linux lets any
 * user create unless it is configured otherwise.
 */
class FullDiskIT {
    /** Mounts a disk, fills it except for some pages, trains, makes room, and runs the same command again. */
    private static final String SCRIPT = """
        mount -t tmpfs -o size=4m tmpfs "$2"
        free=$(df --output=avail -k "$2" | tail -1)
        head -c "$(( (free - $3) * 1024 ))" /dev/zero > "$2/filler"
        train() { "$1" train classifier --limit 128 --hidden 8 --epochs 1 --master none --output "$2/run"; echo "exit $?"; }
        train "$@"
        ls -s "$2/run"
        rm "$2/filler"
        train "$@"
        "$1" evaluate --model "$2/run/model" --master none > "$2/evaluation"; echo "exit $?"
        """;

    @TempDir
    Path folder;

    private static Process shell(Path output, String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare", "-r", "-m", "sh", "-c", script, "sh"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    @BeforeAll
    static void requireNamespaces(@TempDir Path disk) throws Exception {
        boolean mounts;
        try {
            mounts = shell(disk.resolve("out"), "mount -t tmpfs tmpfs \"$1\"", disk.toString())
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            mounts = false;
        }
        assumeTrue(mounts, "this user may not mount a tmpfs in a namespace of its own (unshare -r -m)");
    }

    /** Trains where there is room for the model but not for a checkpoint, and again with other settings, and with room. */
    private static final String CHECKPOINT_SCRIPT = """
        mount -t tmpfs -o size=4m tmpfs "$2"
        free=$(df --output=avail -k "$2" | tail -1)
        head -c "$(( (free - 400) * 1024 ))" /dev/zero > "$2/filler"
        train() {
          "$kindling" train classifier --limit 640 --optimizer adam --epochs 2 --master none --output "$disk/run" "$@"
          echo "exit $?"
        }
        kindling=$1 disk=$2
        train
        train --overwrite --checkpoint-failure stop
        rm "$2/filler"
        train --resume
        """;

    @Test
    @EnabledIfSystemProperty(named = "kindling.full", matches = "true")
    void trainingWithoutRoomForCheckpoints_isFinishedOrEndsAsAsked() throws Exception {
        String output = run(CHECKPOINT_SCRIPT);
        assertThat(exits(output)).as(output).containsExactly("exit 0", "exit 7", "exit 0");
        assertThat(output)
                .contains("No space left on device. Training continues", "No space left on device. Training ends");
    }

    /** No room for the mark, for the logs, for the weights, and for the manifest of the model. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8, 12, 16, 40})
    void training_isStartedOverByTheSameCommand(int freeKilobytes) throws Exception {
        String output = run(SCRIPT, Integer.toString(freeKilobytes));
        assertThat(exits(output)).as(output).containsExactly("exit 7", "exit 0", "exit 0");
        assertThat(output).contains("No space left on device");
    }

    /** Tasks exchange rows of tables through files in Spark's scratch folder. */
    private static final String SCRATCH_SCRIPT = """
        mount -t tmpfs -o size=4m tmpfs "$2"
        free=$(df --output=avail -k "$2" | tail -1)
        head -c "$(( (free - 8) * 1024 ))" /dev/zero > "$2/filler"
        train() {
          "$kindling" train classifier --data "$data" --label species --features bill_length_mm,bill_depth_mm \\
            --epochs 1 --master 'local[2]' --conf "spark.local.dir=$disk" --output "$disk.run"
          echo "exit $?"
        }
        kindling=$1 disk=$2 data=$3
        train
        ls -d "$disk.run"
        rm "$2/filler"
        train
        """;

    @Test
    void fullScratchFolder_isReported_andNothingIsWritten() throws Exception {
        String output = run(
                SCRATCH_SCRIPT,
                Repository.file("deploy/data/penguins/penguins.csv").toString());
        assertThat(exits(output)).as(output).containsExactly("exit 5", "exit 0");
        assertThat(output)
                .contains(
                        "a task failed: no space left on a disk.",
                        "--conf spark.local.dir=FOLDER",
                        "disk.run': No such file");
    }

    private static List<String> exits(String output) {
        return output.lines().filter(line -> line.startsWith("exit ")).toList();
    }

    /** Runs a script, and returns what it has printed. */
    private String run(String script, String... more) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path printed = folder.resolve("printed");
        List<String> arguments =
                new ArrayList<>(List.of(Repository.file("deploy/bin/kindling").toString(), disk.toString()));
        arguments.addAll(List.of(more));
        Process process = shell(printed, script, arguments.toArray(String[]::new));
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return Files.readString(printed);
    }
}
