package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands on tables as other programs write them: dialects of CSV, images, rows without labels, no rows.
 *
 * @see io.kindling.driver.internal.cli.options.CsvOptions
 * @see io.kindling.driver.internal.cli.options.MeaningOptions
 */
class TablesAsTheyAreTest {
    @TempDir
    Path folder;

    private final CommandLineFixture typed = new CommandLineFixture();

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    /** Runs a command line, in which {@code @} before a name stands for the folder. */
    private int run(String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.replaceAll(word -> word.startsWith("@") ? at(word.substring(1)) : word);
        if (!line.startsWith("generate")) {
            words.addAll(List.of("--master", "none"));
        }
        return typed.run(words.toArray(String[]::new));
    }

    private void runs(String line) {
        int exit = run(line);
        assertThat(exit).as(line + "\n" + typed.error()).isZero();
    }

    private List<String> lines(String output, String suffix) throws IOException {
        assertThat(folder.resolve(output).resolve("_SUCCESS")).exists();
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.list(folder.resolve(output))) {
            for (Path part : parts.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return lines;
    }

    /** Names in Latin-1, commas as decimals' neighbours, a quoted delimiter, and NA. */
    @Test
    void csvOfAnotherDialect_isTrainedOn_evaluatedAndPredictedAlike() throws IOException {
        String text = IntStream.range(0, 40)
                .mapToObj(i -> (i == 7 ? "NA" : i) + ";'a;b''c';" + i % 3 + ";" + (i % 2 == 0 ? "\u00e4" : "z"))
                .collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve("t.csv"), text, StandardCharsets.ISO_8859_1);
        Files.writeString(folder.resolve("utf8.csv"), text);
        String rest = " --delimiter ; --quote ' --no-header --columns x,note,y,kind --null NA --nulls zero"
                + " --features x,y --label kind --epochs 1 --batch-size 10 --validation 0";
        runs("train classifier --data @utf8.csv --output @utf8" + rest);
        runs("train classifier --data @t.csv --output @o --encoding ISO-8859-1" + rest);
        assertThat(Files.readAllBytes(folder.resolve("o/model/weights.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("utf8/model/weights.safetensors")));
        runs("evaluate --model @o/model --split train");
        runs("predict --model @utf8/model --data @utf8.csv --output @p --output-format csv");
        assertThat(lines("p", ".csv").get(1)).startsWith("0,0,a;b'c,0,\u00e4,");
        assertThat(run("train classifier --data @utf8.csv --output @q --delimiter ; --quote ' --no-header --columns x,y"
                        + " --label y"))
                .isEqualTo(2);
        assertThat(typed.error())
                .contains("Invalid columns: x,y (2 names, but the first line of " + at("utf8.csv") + " has 4 values)");
        assertThat(run("train classifier --data @t.json --output @q --delimiter ; --label y"))
                .isEqualTo(2);
        assertThat(typed.error())
                .contains("Cannot read " + at("t.json")
                        + " with option 'delimiter': its format is json, and only csv has" + " it.");
    }

    /** Three pixels' channels side by side, as a Parquet table of pictures usually is. */
    @Test
    void flatImages_ofParquet_areTrainedOnByCnn() {
        runs("data synth --rows 24 --columns 3072 --classes 2 --output @flat.parquet");
        runs("train cnn --data @flat.parquet --features features --label label --image-shape 32,32,3 --steps 2"
                + " --batch-size 4 --validation 4 --hidden 4 --output @o");
        runs("evaluate --model @o/model --split validation");
        runs("predict --model @o/model --data @flat.parquet --features features --output @p");
        assertThat(run("train cnn --data @flat.parquet --features features --label label --image-shape 30,30"
                        + " --output @q"))
                .isEqualTo(3);
        assertThat(typed.error()).contains("3072 numbers (expected 900 for the shape (30, 30))");
    }

    @Test
    void imagesOfJson_withoutLabels_areTrainedOnByGan_andWithBooleansByCnn() throws IOException {
        String image = IntStream.range(0, 12)
                .mapToObj(row -> IntStream.range(0, 12)
                        .mapToObj(i -> Integer.toString(row * i))
                        .collect(Collectors.joining(",", "[", "]")))
                .collect(Collectors.joining(",", "[", "]"));
        String text = IntStream.range(0, 8)
                .mapToObj(i -> "{\"img\":" + image + ",\"odd\":" + (i % 2 == 1) + "}\n")
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("t.json"), text);
        runs("train gan --data @t.json --features img --batch-size 4 --steps 1 --output @gan");
        runs("generate --model @gan/model --count 2 --output @images");
        runs("train cnn --data @t.json --features img --label odd --batch-size 4 --steps 1 --hidden 4 --validation 0"
                + " --output @cnn");
        runs("predict --model @cnn/model --data @t.json --features img --output @p --output-format csv");
        assertThat(lines("p", ".csv").get(1)).containsAnyOf(",true,false,", ",false,false,");
        assertThat(run("train cnn --data @t.json --features img --output @q")).isEqualTo(2);
        assertThat(typed.error())
                .contains(
                        "Cannot train cnn on a table without labels: name their column with --label COLUMN, one of img,"
                                + " odd.");
    }

    /** Spark ML's default columns, beside others that it leaves in the table. */
    @Test
    void columnsFeaturesAndLabel_areTheDefault_forTrainingAsForPrediction() throws IOException {
        String text = IntStream.range(0, 40)
                .mapToObj(i -> "{\"id\":" + i + ",\"features\":[" + i % 5 + "," + i % 3 + "],\"label\":" + i % 2
                        + ".0,\"kind\":" + i % 3 + ",\"prediction\":" + i % 2 + ".0}\n")
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("t.json"), text);
        String rest = " --data @t.json --epochs 1 --batch-size 10 --validation 10";
        runs("train classifier --output @usual" + rest);
        assertThat(typed.error()).contains("Features of " + at("t.json") + ": features. Label: label.\n");
        runs("train classifier --output @named --features features --label label" + rest);
        assertThat(Files.readAllBytes(folder.resolve("usual/model/weights.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("named/model/weights.safetensors")));
        runs("evaluate --model @usual/model --split validation");
        assertThat(typed.error()).doesNotContain("Of --data");
        runs("evaluate --model @usual/model --data @t.json");
        assertThat(typed.error())
                .contains(
                        "kindling: Of --data, the validation rows are evaluated, which is the default: for every row, set"
                                + " --split all.\n");
        runs("predict --model @usual/model --data @t.json --output @p --output-format csv --prediction-columns p");
        assertThat(lines("p", ".csv").get(0)).isEqualTo("row,features,id,kind,label,prediction,p,probabilities");

        runs("train classifier --output @kind --label kind" + rest);
        assertThat(typed.error()).contains("Features of " + at("t.json") + ": features. Label: kind.\n");
        assertThat(run("train classifier --output @none --features features" + rest))
                .isEqualTo(2);
        assertThat(typed.error()).contains("Cannot train classifier on a table without labels: name their column");

        Files.writeString(folder.resolve("other.json"), text.replace("features", "x"));
        runs("train classifier --output @other --label label" + rest.replace("t.json", "other.json"));
        assertThat(typed.error())
                .contains("Features of " + at("other.json") + ": id, kind, prediction, x. Label: label.\n");
    }

    @Test
    void modelsFollowEachOther_andNoRowsPredictToNone() throws IOException {
        Files.writeString(
                folder.resolve("t.csv"),
                "x,label\n"
                        + IntStream.range(0, 20)
                                .mapToObj(i -> i + "," + i % 2 + ".0\n")
                                .collect(Collectors.joining()));
        runs("train classifier --data @t.csv --label label --epochs 1 --batch-size 5 --validation 0 --output @one");
        runs("predict --model @one/model --data @t.csv --output @first --prediction-columns a,p");
        runs("train classifier --data @first --format parquet --features x,a,p --label label --epochs 1 --batch-size 5"
                + " --validation 0 --output @two");
        runs("predict --model @two/model --data @first --output @second --prediction-columns b --output-format csv");
        assertThat(lines("second", ".csv").get(0)).isEqualTo("row,x,label,a,p,b,probabilities");

        Files.writeString(folder.resolve("none.csv"), "x,label\n");
        for (String format : List.of("csv", "parquet", "json", "orc")) {
            runs("predict --model @one/model --data @none.csv --output @none-" + format + " --output-format " + format);
        }
        assertThat(lines("none-csv", ".csv")).containsExactly("row,x,label,predicted,probabilities");
        runs("predict --model @one/model --data @none-parquet --format parquet --features x --output @again"
                + " --prediction-columns a,p");
    }
}
