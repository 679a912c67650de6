package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables from which a classifier cannot learn what the user may expect: a line says so, and the command goes on.
 *
 * @see io.kindling.driver.internal.dataset.TrainedClasses
 */
class UnlearnableClassesTest {
    @TempDir
    Path folder;

    private final CommandLineFixture typed = new CommandLineFixture();

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--master", "none", "--overwrite"));
        return typed.run(all.toArray(String[]::new));
    }

    private int train(Path data, String... more) {
        String output = folder.resolve("out").toString();
        return run(Stream.concat(
                        Stream.of(
                                "train",
                                "classifier",
                                "--data",
                                data.toString(),
                                "--label",
                                "k",
                                "--epochs",
                                "1",
                                "--output",
                                output),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void onlyClass_isWarnedOf_andPredictedByItsName() throws IOException {
        Path data = Files.writeString(folder.resolve("t.csv"), "w,k\n3,elm\n5,elm\n8,elm\n");
        assertThat(train(data, "--validation", "0")).isZero();
        assertThat(typed.error()).contains("All training rows are of one class, 'elm': a model can learn nothing else");
        String predicted = folder.resolve("predicted").toString();
        assertThat(run(
                        "predict",
                        "--model",
                        folder.resolve("out/model").toString(),
                        "--data",
                        data.toString(),
                        "--output",
                        predicted,
                        "--output-format",
                        "json"))
                .isZero();
        try (Stream<Path> parts = Files.list(Path.of(predicted))) {
            Path part = parts.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readAllLines(part))
                    .hasSize(3)
                    .allMatch(row -> row.endsWith("\"k\":\"elm\",\"predicted\":\"elm\",\"probabilities\":[1.0]}"));
        }
    }

    @Test
    void classWithoutTrainingRows_isNamed() throws IOException {
        StringBuilder sorted = new StringBuilder("w,k\n");
        for (int row = 0; row < 24; row++) {
            sorted.append(row).append(row < 10 ? ",ash\n" : row < 21 ? ",elm\n" : ",oak\n");
        }
        Path data = Files.writeString(folder.resolve("t.csv"), sorted);
        assertThat(train(data, "--validation", "4")).isZero();
        assertThat(typed.error())
                .contains(
                        "Training rows have no row of class 'oak': the first is row 21, and only the first 20 rows are"
                                + " trained on.");
        assertThat(train(data, "--validation", "2")).isZero();
        assertThat(typed.error()).containsOnlyOnce("Training rows have no row of class");
    }

    @Test
    void mixedLabels_needToBeCalledNames() throws IOException {
        Path data = Files.writeString(folder.resolve("t.csv"), "w,k\n1,0\n2,1\n3,none\n4,1\n");
        assertThat(train(data, "--validation", "0")).isEqualTo(3);
        assertThat(typed.error())
                .endsWith("kindling: Invalid label 'k' in row 2 of " + data
                        + ": 'none' (the other labels are whole numbers: class numbers and class names cannot be mixed)."
                        + " Correct it, or set --label-names if all of them are names of classes.\n");
        assertThat(train(data, "--validation", "0", "--label-names")).isZero();
    }
}
