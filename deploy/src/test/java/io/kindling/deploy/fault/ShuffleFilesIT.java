package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.ProgramJar;
import io.kindling.deploy.Repository;
import io.kindling.deploy.RunningKindling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows of a table reach the executors through shuffle files. If these are lost, and with them an executor that had its rows,
 * the table is read again. Run by {@code .ci/run --full} only, since it takes two minutes.
 */
@EnabledIfSystemProperty(named = "kindling.full", matches = "true")
class ShuffleFilesIT {
    @TempDir
    Path folder;

    private RunningKindling start(Path own, String... more) throws IOException {
        Path jar = ProgramJar.pack(own.resolve("paced.jar"), "com.acme.fault.", "Paced");
        List<String> words =
                new ArrayList<>(List.of("train", "com.acme.fault.Paced", "--jar", jar.toString(), "--json"));
        words.addAll(List.of(
                "--data", Repository.file("deploy/data/penguins/penguins.csv").toString(), "--label", "species"));
        words.addAll(List.of("--features", "bill_length_mm,bill_depth_mm", "--epochs", "8", "--log-every", "1"));
        words.addAll(List.of("--output", own.resolve("run").toString(), "--set", "folder=" + own));
        words.addAll(List.of(more));
        return KindlingProcess.in(folder).start(words.toArray(String[]::new));
    }

    private static List<Path> shuffleFiles(Path scratch) throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            return files.filter(file -> file.getFileName().toString().startsWith("shuffle_"))
                    .toList();
        }
    }

    @Test
    void lostShuffleFiles_giveTheSameWeights() throws IOException {
        Path quiet = Files.createDirectory(folder.resolve("quiet"));
        Files.createFile(quiet.resolve("go"));
        String expected;
        try (RunningKindling running = start(quiet, "--master", "none")) {
            expected = running.await().exitsWith(0).json().get("weights_sha256").asText();
        }
        Path own = Files.createDirectory(folder.resolve("own"));
        Path scratch = Files.createDirectory(own.resolve("scratch"));
        Instant started = Instant.now();
        try (RunningKindling running = start(
                own,
                "--master",
                "local-cluster[2,1,1024]",
                "--strategy",
                "broadcast",
                "--conf",
                "spark.local.dir=" + scratch)) {
            RunningTraining training = new RunningTraining(running, own.resolve("run"), started, new Random(0));
            training.awaitStep(3);
            List<Path> lost = shuffleFiles(scratch);
            assertThat(lost).isNotEmpty();
            for (Path file : lost) {
                Files.delete(file);
            }
            training.executors().get(0).destroyForcibly();
            training.awaitStep(10);
            Files.createFile(own.resolve("go"));
            assertThat(running.await().exitsWith(0).json().get("weights_sha256").asText())
                    .isEqualTo(expected);
        }
    }
}
