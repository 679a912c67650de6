package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import io.kindling.driver.table.SizeAndKindProgram;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Model;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The columns of a model's inputs on the command line.
 *
 * @see io.kindling.driver.internal.cli.options.FeatureOptions
 * @see io.kindling.driver.table.Columns
 */
class InputsCommandTest {
    private static final int ROWS = 60;

    @TempDir
    Path folder;

    private final CommandLineFixture typed = new CommandLineFixture();

    @BeforeEach
    void writeTable() throws IOException {
        Files.write(folder.resolve("t.csv"), rows("w,code,h,label"));
    }

    private static List<String> rows(String header) {
        List<String> lines = new ArrayList<>(List.of(header));
        for (int i = 0; i < ROWS; i++) {
            lines.add(i % 8 / 8f + "," + i % 3 + "," + i % 16 / 16f + "," + i % 5 % 3);
        }
        return lines;
    }

    /** Runs a command line, in which {@code @} stands for the folder. */
    private int run(String line) {
        List<String> words =
                new ArrayList<>(List.of(line.replace("@", folder + "/").split(" ")));
        words.addAll(List.of("--master", "none"));
        return typed.run(words.toArray(String[]::new));
    }

    private void runs(String line) {
        assertThat(run(line)).as(line + "\n" + typed.error()).isZero();
    }

    private void fails(int exit, String line, String message) {
        assertThat(run(line)).as(line + "\n" + typed.error()).isEqualTo(exit);
        assertThat(typed.error()).contains(message);
    }

    private String train(String more) {
        return "train " + SizeAndKindProgram.class.getName() + " --data @t.csv --label label --epochs 2 --batch-size 20"
                + " --validation 20 --output @" + more;
    }

    private List<String> predicted(String output) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.list(folder.resolve(output))) {
            for (Path part : parts.filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .toList()) {
                List<String> all = Files.readAllLines(part);
                int at = List.of(all.get(0).split(",")).indexOf("predicted");
                all.subList(1, all.size()).forEach(line -> lines.add(line.split(",")[at]));
            }
        }
        return lines;
    }

    /** The classes that the saved model's own {@code predict} gives. */
    private List<String> expected(String run) {
        Model model = ModelFolder.read(
                        Location.of(folder.resolve(run).resolve("model").toString()))
                .models()
                .get("model");
        float[] sizes = new float[2 * ROWS];
        float[] kinds = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            sizes[2 * i] = i % 8 / 8f;
            sizes[2 * i + 1] = i % 16 / 16f;
            kinds[i] = i % 3;
        }
        assertThat(model.inputNames()).containsExactly("size", "kind");
        float[] logits = model.predict(List.of(Tensor.of(sizes, ROWS, 2), Tensor.of(kinds, ROWS, 1)))
                .floats();
        List<String> classes = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            int best = 0;
            for (int c = 1; c < 3; c++) {
                best = logits[3 * i + c] > logits[3 * i + best] ? c : best;
            }
            classes.add(Integer.toString(best));
        }
        return classes;
    }

    @Test
    void inputs_areTrainedOn_evaluated_andPredicted_withoutBeingRepeated() throws IOException {
        runs(train("o --input size=w,h --input kind=code"));
        assertThat(typed.error()).contains("Features of " + folder + "/t.csv: kind = code; size = w, h. Label: label.");
        runs("evaluate --model @o/model --split validation");
        runs("predict --model @o/model --data @t.csv --output @p --output-format csv");
        assertThat(predicted("p")).isEqualTo(expected("o")).contains("0", "1");

        Files.write(folder.resolve("renamed.csv"), rows("w,type,h,label"));
        runs("predict --model @o/model --data @renamed.csv --input kind=type --output @q --output-format csv");
        assertThat(predicted("q")).isEqualTo(expected("o"));
        runs("evaluate --model @o/model --data @renamed.csv --split test --input kind=type");
        runs("predict --model @o/model --data @t.csv --layers hidden --output @r --output-format json");
        try (Stream<Path> parts = Files.list(folder.resolve("r"))) {
            Path part = parts.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(part)).contains("\"hidden\":[");
        }

        Files.writeString(folder.resolve("c.yaml"), "input:\n  size: [w, h]\n  kind: code\n");
        runs(train("same --config @c.yaml --input size=w,h,kind=code,more=h"));
        assertThat(typed.error())
                .contains("No model has an input more: there are kind, size. A program uses it if it takes all features"
                        + " as one vector, or asks for it by name.");
        runs(train("same --overwrite --config @c.yaml"));
        assertThat(Files.readAllBytes(folder.resolve("same/model/weights.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("o/model/weights.safetensors")));
        fails(
                2,
                "predict --model @o/model --data @t.csv --input kid=code --output @x",
                "Invalid input: kid (the model has the inputs kind, size. Did you mean kind?)");
        fails(
                2,
                "predict --model @o/model --data @t.csv --features w,h,code --output @x",
                "Cannot find the columns of input kind, size in " + folder
                        + "/t.csv: the model has the inputs kind, size."
                        + " Name the columns of each with --input NAME=COLUMN[,COLUMN...], such as --input kind=w --input"
                        + " size=code.");
        fails(
                3,
                "predict --model @o/model --data @t.csv --input size=w --input kind=code,h --output @x",
                "Invalid input 'kind' of " + folder + "/t.csv: 2 columns (the model takes 1 for it)");
        fails(
                3,
                "predict --model @o/model --data @renamed.csv --output @x",
                "Cannot find column 'code' for input 'kind' in " + folder + "/renamed.csv: it has w, type, h, label");
    }

    /** Its folder records no columns: each input must be named. */
    @Test
    void inputsOfAModelThatJavaCodeWrote_arePredicted() throws IOException {
        runs(train("o --input size=w,h --input kind=code"));
        Model model = ModelFolder.read(Location.of(at("o/model"))).model();
        new ModelFolder(Map.of("mine", model), Config.EMPTY).write(Location.of(at("copy")));
        String predict = "predict --model @copy --data @t.csv --output @p --output-format json --input size=w,h";
        fails(
                2,
                predict,
                "Cannot find the columns of input kind in " + at("t.csv") + ": the model has the inputs kind, size.");
        runs(predict + " --input kind=code");
        List<String> classes = new ArrayList<>();
        try (Stream<Path> parts = Files.list(folder.resolve("p"))) {
            for (Path part :
                    parts.filter(file -> file.toString().endsWith(".json")).toList()) {
                for (String line : Files.readAllLines(part)) {
                    String[] logits = line.replaceFirst(".*\"predicted\":\\[([^]]*)].*", "$1")
                            .split(",");
                    int best = 0;
                    for (int c = 1; c < logits.length; c++) {
                        best = Float.parseFloat(logits[c]) > Float.parseFloat(logits[best]) ? c : best;
                    }
                    classes.add(Integer.toString(best));
                }
            }
        }
        assertThat(classes).isEqualTo(expected("o"));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void wrongInputs_areRefused() {
        fails(
                2,
                train("x --features w --input kind=code"),
                "Invalid input: kind=code (not with --features: name the columns of each input with --input)");
        fails(2, train("x --input kind"), "Invalid input: kind (NAME=COLUMN[,COLUMN...]");
        fails(2, train("x --input kind="), "Invalid input: kind= (NAME=COLUMN[,COLUMN...]");
        fails(2, train("x --input kind=code,,w"), "Invalid input: kind=code,,w (NAME=COLUMN[,COLUMN...]");
        fails(2, train("x --input kind=code --input kind=w"), "Invalid input: kind (it is given twice)");
        fails(
                3,
                train("x --input kind=cod --input size=w,h"),
                "Cannot find column 'cod' for input 'kind' in " + folder
                        + "/t.csv: it has w, code, h, label. Did you mean" + " code?");
        fails(
                3,
                train("x --input kind=code --input size=w,h --image-shape 1,3"),
                "Invalid image shape: (1, 3) (of several inputs, only a column of image files takes it, and ");
        fails(
                2,
                train("x"),
                "Cannot train on " + folder
                        + "/t.csv: the program takes the features size, kind. Name the columns of each"
                        + " with --input NAME=COLUMN[,COLUMN...], such as --input size=w --input kind=code.");
        fails(2, train("x --input kid=code --input size=w,h"), "Cannot find feature 'kind': there are kid, size.");
    }
}
