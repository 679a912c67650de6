package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Image files in folders that name their classes, as other data sources of Spark.
 *
 * @see io.kindling.driver.table.internal.SparkSource
 */
class ImageFilesTest {
    private static final int SIZE = 4;
    private static final String TRAIN =
            " --label folder --image-shape 4,4,1 --epochs 1 --batch-size 8 --validation 0 --master none";

    @TempDir
    Path folder;

    private final CommandLineFixture typed = new CommandLineFixture();

    /** The same images as files and as lines of arrays, in the order of their paths. */
    @BeforeEach
    void write() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String kind : List.of("cat", "dog")) {
            Path files = Files.createDirectories(folder.resolve("images").resolve(kind));
            for (int i = 10; i < 30; i++) {
                int[] pixels = new int[SIZE * SIZE];
                for (int at = 0; at < pixels.length; at++) {
                    pixels[at] = (kind.equals("cat") ? 20 : 120) + (i * 7 + at * 5) % 100;
                }
                BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
                image.getRaster().setSamples(0, 0, SIZE, SIZE, 0, pixels);
                ImageIO.write(image, "png", files.resolve(i + ".png").toFile());
                lines.add("{\"img\":" + Arrays.toString(pixels) + ",\"folder\":\"" + kind + "\"}");
            }
        }
        Files.write(folder.resolve("arrays.json"), lines);
    }

    private int run(String line) {
        return typed.run(line.replace("@", folder + "/").split(" "));
    }

    private void runs(String line) {
        assertThat(run(line)).as(line + "\n" + typed.error()).isZero();
    }

    private byte[] weights(String output) throws IOException {
        return Files.readAllBytes(folder.resolve(output).resolve("model/weights.safetensors"));
    }

    @Test
    void images_areTrainedOnAsTheirPixels_andEvaluatedAndPredictedByTheModelsFolder() throws IOException {
        runs("train classifier --data @images --format binaryFile --output @i" + TRAIN);
        runs("train classifier --data @arrays.json --features img --output @a" + TRAIN);
        assertThat(weights("i")).isEqualTo(weights("a"));

        runs("evaluate --model @i/model --split train --master none");
        runs("predict --model @i/model --data @images/dog --output @p --output-format json --master none");
        List<String> rows = new ArrayList<>();
        try (Stream<Path> parts = Files.list(folder.resolve("p"))) {
            for (Path part :
                    parts.filter(file -> file.toString().endsWith(".json")).toList()) {
                rows.addAll(Files.readAllLines(part));
            }
        }
        assertThat(rows)
                .hasSize(20)
                .allSatisfy(row -> assertThat(row).contains("\"folder\":\"dog\"", "\"predicted\":\"", "/images/dog/"));
    }

    @Test
    void filesThatAreNoImages_areBadRecords() throws IOException {
        Files.writeString(folder.resolve("images/cat/99.png"), "no image");
        assertThat(run("train classifier --data @images --format binaryFile --output @o" + TRAIN))
                .isEqualTo(3);
        assertThat(typed.error())
                .contains("Invalid feature 'content' in row 0 of ", "images/cat/99.png: no image that Java reads");
        runs("train classifier --data @images --format binaryFile --bad-records drop --output @o" + TRAIN);
        assertThat(typed.error()).contains("40 rows");
    }

    @Test
    void unknownSources_andMissingShapes_areRefused() {
        assertThat(run("train classifier --data @images --format binaryFile --label folder --output @o --master none"))
                .isEqualTo(3);
        assertThat(typed.error()).contains("set --image-shape to their height, width and 1, 3 or 4 channels");
        assertThat(run("train classifier --data @images --format nosuch --output @o" + TRAIN))
                .isEqualTo(2);
        assertThat(typed.error()).contains("Invalid format: nosuch", "a data source of Spark, from --jar");
        assertThat(run("train classifier --data @images --format parqet --output @o" + TRAIN))
                .isEqualTo(2);
        assertThat(typed.error()).contains("Invalid format: parqet");
    }
}
