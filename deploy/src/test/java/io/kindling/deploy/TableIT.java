package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.data.Examples;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables on the command line: penguins with class names, in several formats and files, and images as a table. */
class TableIT {
    private static final Path PENGUINS = Repository.file("deploy/data/penguins/penguins.csv");
    private static final int IMAGES = 800;

    @TempDir
    static Path folder;

    /** Writes the bundled table as Parquet and JSON, and images of the bundled data set as one column of arrays. */
    @BeforeAll
    static void write() throws IOException {
        try (SparkSession session = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate()) {
            Dataset<Row> penguins = session.read()
                    .option("header", "true")
                    .option("inferSchema", "true")
                    .csv(PENGUINS.toString());
            penguins.write().json(folder.resolve("penguins.json").toString());
            penguins.write()
                    .option("maxRecordsPerFile", 120)
                    .parquet(folder.resolve("penguins.parquet").toString());
            StructType schema = new StructType()
                    .add("pixels", DataTypes.createArrayType(DataTypes.IntegerType))
                    .add("class", DataTypes.IntegerType);
            session.createDataFrame(images(), schema)
                    .coalesce(1)
                    .write()
                    .option("maxRecordsPerFile", IMAGES / 2)
                    .parquet(folder.resolve("images.parquet").toString());
        }
    }

    private static List<Row> images() {
        Examples rows = IdxFolder.open(
                        Location.of(Repository.file("deploy/data/fashion-mnist").toString()))
                .training()
                .take(IMAGES)
                .readAll();
        byte[] pixels = (byte[]) rows.features().values();
        int[] labels = (int[]) rows.labels().orElseThrow().values();
        List<Row> images = new ArrayList<>();
        for (int row = 0; row < labels.length; row++) {
            Integer[] image = new Integer[28 * 28];
            for (int pixel = 0; pixel < image.length; pixel++) {
                image[pixel] = pixels[row * image.length + pixel] & 0xff;
            }
            images.add(RowFactory.create(image, labels[row]));
        }
        return images;
    }

    /** Writes the bundled table into this number of CSV files, each with the header line. */
    private static Path csv(int files) throws IOException {
        List<String> lines = Files.readAllLines(PENGUINS);
        List<String> rows = lines.subList(1, lines.size());
        Path path = Files.createDirectories(folder.resolve("penguins-" + files + ".csv"));
        for (int file = 0; file < files; file++) {
            List<String> part = new ArrayList<>(lines.subList(0, 1));
            part.addAll(rows.subList(rows.size() * file / files, rows.size() * (file + 1) / files));
            Files.write(path.resolve("part-" + file + ".csv"), part);
        }
        return path;
    }

    private static KindlingResult penguins(Path data, String master, String output, int epochs, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "classifier",
                "--json",
                "--optimizer",
                "adam",
                "--learning-rate",
                "0.003",
                "--batch-size",
                "16"));
        arguments.addAll(List.of("--shuffle", "full", "--label", "species", "--master", master, "--output", output));
        arguments.addAll(List.of("--data", data.toString(), "--epochs", Integer.toString(epochs)));
        if (List.of(more).stream().noneMatch("--features"::equals)) {
            arguments.addAll(List.of("--features", "bill_length_mm,bill_depth_mm,flipper_length_mm"));
        }
        arguments.addAll(List.of(more));
        return KindlingProcess.in(folder).run(arguments.toArray(String[]::new));
    }

    private static String digest(KindlingResult result) {
        return result.exitsWith(0).json().get("weights_sha256").asText();
    }

    /** Always predicting the most frequent species has an accuracy of 0.44. */
    @Test
    void penguins_areClassified_andEvaluatedWithTheDataOfTheModelFolder() {
        JsonNode epochs =
                penguins(PENGUINS, "none", "trained", 60).exitsWith(0).json().get("epochs");
        JsonNode last = epochs.get(epochs.size() - 1);
        assertThat(last.get("val_accuracy").asDouble()).isGreaterThanOrEqualTo(0.9);

        JsonNode evaluated = KindlingProcess.in(folder)
                .run("evaluate", "--model", "trained/model", "--master", "local[2]", "--json")
                .exitsWith(0)
                .json();
        assertThat(evaluated.get("examples").asLong()).isEqualTo(57);
        assertThat(evaluated.get("loss").asDouble())
                .isEqualTo(last.get("val_loss").asDouble());
        assertThat(evaluated.get("accuracy").asDouble())
                .isEqualTo(last.get("val_accuracy").asDouble());

        Path others = folder.resolve("others.csv");
        write(
                others,
                "species,bill_length_mm,bill_depth_mm,flipper_length_mm\nGentoo,46.1,13.2,211\nEmperor,80,20,370\n");
        KindlingResult refused = KindlingProcess.in(folder)
                .run("evaluate", "--model", "trained/model", "--data", others.toString(), "--split", "test");
        assertThat(refused.exitsWith(3).error())
                .endsWith("kindling: Invalid label 'species' in row 1 of " + others
                        + ": 'Emperor' (classes are Adelie, Chinstrap, Gentoo)\n");
    }

    @Test
    void formatsAndFiles_giveTheSameDigest() throws IOException {
        String digest = digest(penguins(csv(1), "none", "csv1", 2));
        assertThat(digest(penguins(csv(3), "local[2]", "csv3", 2))).isEqualTo(digest);
        assertThat(digest(penguins(csv(7), "none", "csv7", 2))).isEqualTo(digest);
        assertThat(digest(penguins(folder.resolve("penguins.json"), "none", "json", 2)))
                .isEqualTo(digest);
        assertThat(digest(penguins(folder.resolve("penguins.parquet"), "local-cluster[2,1,1024]", "parquet", 2)))
                .isEqualTo(digest);
        String balanced = digest(penguins(csv(1), "none", "balanced", 2, "--class-weight", "balanced"));
        assertThat(balanced).isNotEqualTo(digest);
    }

    @Test
    void imagesAsATable_giveTheSameDigestAsTheirFiles() {
        String[] common = {
            "train", "classifier", "--rescale", "--epochs", "1", "--json", "--limit", "640", "--validation", "0"
        };
        KindlingResult files = KindlingProcess.in(folder).run(with(common, "--master", "none", "--output", "idx"));
        KindlingResult table = KindlingProcess.in(folder)
                .run(with(
                        common,
                        "--master",
                        "local[2]",
                        "--output",
                        "table",
                        "--data",
                        "images.parquet",
                        "--label",
                        "class"));
        assertThat(digest(table)).isEqualTo(digest(files));
    }

    /** Writes the bundled table with the number of each island in place of its name. */
    private static Path numberedIslands() throws IOException {
        List<String> islands = List.of("Biscoe", "Dream", "Torgersen");
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(PENGUINS)) {
            String[] values = line.split(",", -1);
            int island = islands.indexOf(values[1]);
            lines.add(
                    String.join(",", values[0], island < 0 ? values[1] : "" + island, values[2], values[3], values[5]));
        }
        return Files.write(folder.resolve("islands.csv"), lines);
    }

    /** A program of the user's own with two inputs, of which one is a category; see {@code com.acme.own.SizeAndIsland}. */
    @Test
    void namedInputs_giveTheSameDigestOnExecutors_andAreEvaluatedAndPredicted() throws IOException {
        Path data = numberedIslands();
        ProgramJar.pack(folder.resolve("own.jar"), "com.acme.own.", "SizeAndIsland");
        String[] common = {
            "train",
            "com.acme.own.SizeAndIsland",
            "--jar",
            "own.jar",
            "--data",
            data.toString(),
            "--label",
            "species",
            "--input",
            "size=bill_length_mm,bill_depth_mm",
            "--input",
            "island=island",
            "--batch-size",
            "16",
            "--epochs",
            "3",
            "--json"
        };
        KindlingResult trained = KindlingProcess.in(folder)
                .run(with(common, "--master", "local[2]", "--strategy", "broadcast", "--output", "inputs"));
        assertThat(trained.error())
                .contains("Features of " + data
                        + ": island = island; size = bill_length_mm, bill_depth_mm. Label: species.");
        KindlingResult onExecutors = KindlingProcess.in(folder)
                .run(with(common, "--master", "local-cluster[2,1,1024]", "--output", "inputs-cluster"));
        assertThat(digest(onExecutors)).isEqualTo(digest(trained));

        String[] saved = {"--model", "inputs/model", "--jar", "own.jar", "--master", "local[2]", "--json"};
        JsonNode all = KindlingProcess.in(folder)
                .run(with(with(new String[] {"evaluate"}, saved), "--split", "test", "--data", data.toString()))
                .exitsWith(0)
                .json();
        KindlingProcess.in(folder)
                .run(with(
                        with(new String[] {"predict"}, saved),
                        "--data",
                        data.toString(),
                        "--output",
                        "predicted",
                        "--output-format",
                        "json"))
                .exitsWith(0);
        long right = lines("predicted").stream()
                .filter(line -> line.replaceFirst(".*\"species\":\"(\\w+)\".*", "$1")
                        .equals(line.replaceFirst(".*\"predicted\":\"(\\w+)\".*", "$1")))
                .count();
        assertThat(all.get("examples").asLong()).isEqualTo(342);
        assertThat(right / 342.0).isEqualTo(all.get("accuracy").asDouble());
    }

    private static List<String> lines(String output) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.list(folder.resolve(output))) {
            for (Path part :
                    parts.filter(file -> file.toString().endsWith(".json")).toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return lines;
    }

    @Test
    void missingColumn_endsWith3AndListsTheExistingOnes() {
        KindlingResult result = penguins(PENGUINS, "none", "missing", 1, "--features", "bill_lenght_mm");
        assertThat(result.exitsWith(3).error())
                .endsWith("kindling: Cannot find column 'bill_lenght_mm' for features in " + PENGUINS
                        + ": it has species, island, bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g, sex,"
                        + " year. Did you mean bill_length_mm?\n");
    }

    @Test
    void textAsFeature_endsWith3AndReportsItsPlace() {
        KindlingResult result = penguins(PENGUINS, "none", "text", 1, "--features", "island");
        assertThat(result.exitsWith(3).error())
                .endsWith(
                        "kindling: Invalid feature 'island' in row 0 of " + PENGUINS
                                + ": 'Torgersen' (features are numbers). All 342 rows are bad records, and this is the first.\n");
    }

    private static String[] with(String[] common, String... more) {
        List<String> all = new ArrayList<>(List.of(common));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
