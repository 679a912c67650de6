package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that leave bad records out, replace nulls and normalize features.
 *
 * @see io.kindling.driver.internal.dataset.TableSettings
 */
class ToleranceTest {
    @TempDir
    Path folder;

    private final CommandLineFixture typed = new CommandLineFixture();

    private Path table() throws IOException {
        List<String> lines = new ArrayList<>(List.of("a,b,k"));
        for (int i = 0; i < 40; i++) {
            lines.add(i == 5 ? "nothing" : i == 9 ? ",3,1" : 1000 + i % 7 + "," + i % 3 * 0.001 + "," + i % 2);
        }
        return Files.write(folder.resolve("t.csv"), lines);
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--master", "none"));
        return typed.run(all.toArray(String[]::new));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void badRecordsAndNulls_ofTraining_areHandledInTheSameWayByEvaluateAndPredict() throws IOException {
        String data = table().toString();
        assertThat(run(
                        "train",
                        "classifier",
                        "--data",
                        data,
                        "--label",
                        "k",
                        "--epochs",
                        "2",
                        "--output",
                        at("out"),
                        "--validation",
                        "9",
                        "--batch-size",
                        "10",
                        "--normalize",
                        "--nulls",
                        "mean",
                        "--bad-records",
                        "quarantine"))
                .as(typed.error())
                .isZero();
        assertThat(typed.error())
                .contains(
                        "1 of 40 rows are bad records and are left out. The first bad record: Invalid row in row 5 of "
                                + data + ": 'nothing' (it is malformed).");
        assertThat(result("out", "bad_records")).isEqualTo("1");
        assertThat(result("out", "rows_with_nulls")).isEqualTo("0");
        assertThat(quarantined(folder.resolve("out/bad-records")))
                .containsExactly("{\"file\":\"" + data
                        + "\",\"row\":5,\"reason\":\"row: 'nothing' (it is malformed)\",\"record\":\"nothing\"}");
        assertThat(run("evaluate", "--model", at("out/model")))
                .as(typed.error())
                .isZero();
        assertThat(run("evaluate", "--model", at("out/model"), "--data", data, "--split", "test"))
                .isEqualTo(3);
        assertThat(run(
                        "predict",
                        "--model",
                        at("out/model"),
                        "--data",
                        data,
                        "--output",
                        at("predicted"),
                        "--bad-records",
                        "drop",
                        "--output-format",
                        "csv"))
                .as(typed.error())
                .isZero();
        assertThat(lines(folder.resolve("predicted"), ".csv").stream().filter(line -> !line.startsWith("row")))
                .hasSize(39);
    }

    @Test
    void options_severalPathsPatternsAndTables_areTheSameRows() throws IOException {
        Path semicolons = folder.resolve("parts");
        Files.createDirectories(semicolons);
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            (i < 10 ? first : second).add((i == 3 ? "NA" : Integer.toString(i)) + ";" + i % 2);
        }
        Path a = Files.write(semicolons.resolve("a-1.csv"), first);
        Path b = Files.write(semicolons.resolve("b-2.csv"), second);
        List<String> options = List.of(
                "--option",
                "delimiter=;",
                "--option",
                "header=false",
                "--option",
                "nullValue=NA",
                "--features",
                "_c0",
                "--label",
                "_c1",
                "--epochs",
                "1",
                "--validation",
                "0",
                "--batch-size",
                "10",
                "--nulls",
                "zero");
        List<String> digests = new ArrayList<>();
        for (List<String> source : List.of(
                List.of("--data", semicolons.toString(), "--format", "csv"),
                List.of("--data", a.toString(), "--data", b.toString()),
                List.of("--data-glob", semicolons + "/{a,b}*.csv"))) {
            List<String> words = new ArrayList<>(List.of("train", "classifier", "--overwrite", "--output", at("o")));
            words.addAll(source);
            words.addAll(options);
            assertThat(run(words.toArray(String[]::new))).as(typed.error()).isZero();
            digests.add(result("o", "weights_sha256"));
        }
        assertThat(run("evaluate", "--model", at("o/model"), "--split", "train"))
                .as(typed.error())
                .isZero();
        assertThat(digests).containsOnly(digests.get(0));
        assertThat(run("predict", "--model", at("o/model"), "--data", a.toString(), "--output", at("p")))
                .as(typed.error())
                .isZero();
        assertThat(run("train", "classifier", "--data", "no.such", "--format", "table", "--label", "k"))
                .isEqualTo(3);
        assertThat(typed.error())
                .contains("Cannot read table no.such: the session's catalog has no such table or view.");
        assertThat(run("train", "classifier", "--data", a.toString(), "--option", "password=x"))
                .isEqualTo(2);
    }

    @Test
    void settingsThatHaveNoEffect_areRefused() throws IOException {
        String data = table().toString();
        assertThat(run("train", "classifier", "--data", data, "--label", "k", "--max-bad-records", "3"))
                .isEqualTo(2);
        assertThat(typed.error())
                .contains(
                        "Invalid max-bad-records: 3 (only with --bad-records drop or quarantine: otherwise there may be"
                                + " none)");
        assertThat(run("train", "classifier", "--data", data, "--label", "k", "--normalize", "--rescale"))
                .isEqualTo(2);
        assertThat(typed.error()).contains("Invalid normalize: true (not with --rescale: it scales features itself)");
    }

    private String result(String output, String name) throws IOException {
        Matcher value = Pattern.compile("\"" + name + "\" ?: ?\"?(\\w+)")
                .matcher(Files.readString(folder.resolve(output + "/result.json")));
        assertThat(value.find()).as(name).isTrue();
        return value.group(1);
    }

    private static List<String> quarantined(Path output) throws IOException {
        assertThat(output.resolve("_SUCCESS")).exists();
        return lines(output, ".json");
    }

    private static List<String> lines(Path output, String suffix) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.list(output)) {
            for (Path part :
                    parts.filter(file -> file.toString().endsWith(suffix)).toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return lines;
    }
}
