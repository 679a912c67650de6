package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of Spark's settings, which may be secrets, are in nothing that a command leaves behind. */
class SecretsIT {
    private static final String SECRET = "planted7Secret";

    @TempDir
    Path folder;

    private KindlingResult run(String... command) throws IOException {
        Path events = Files.createDirectories(folder.resolve("events"));
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(
                "--master",
                "local[2]",
                "--conf",
                "spark.hadoop.fs.s3a.secret.key=" + SECRET,
                "--conf",
                "spark.authenticate=true",
                "--conf",
                "spark.authenticate.secret=" + SECRET,
                "--conf",
                "spark.eventLog.enabled=true",
                "--conf",
                "spark.eventLog.compress=false",
                "--conf",
                "spark.eventLog.dir=" + events.toUri(),
                "--json",
                "--verbose"));
        return KindlingProcess.in(folder).run(words.toArray(String[]::new));
    }

    private static void assertSilent(KindlingResult result) {
        assertThat(result.output()).doesNotContain(SECRET);
        assertThat(result.error()).doesNotContain(SECRET);
    }

    @Test
    void plantedSecrets_areNotInFilesLogsAndReports() throws IOException {
        assertSilent(run("train", "classifier", "--limit", "640", "--epochs", "1", "--output", "run")
                .exitsWith(0));
        assertSilent(run("doctor").exitsWith(0));
        assertSilent(run("train", "classifier", "--data", "nowhere", "--output", "failed")
                .exitsWith(3));
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        assertThat(files)
                .extracting(Path::getFileName)
                .extracting(Path::toString)
                .contains("manifest.json", "result.json");
        assertThat(files).anyMatch(file -> file.startsWith(folder.resolve("events")));
        for (Path file : files) {
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .as(file.toString())
                    .doesNotContain(SECRET);
        }
    }
}
