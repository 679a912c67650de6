package io.kindling.driver.internal.run.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfusionMatrixImageTest {
    @TempDir
    private Path folder;

    /** The shades of the corners of cells, where no text stands, on the way down the diagonal and the other one. */
    @Test
    void cells_areShadedByTheirRateInTheRow() throws IOException {
        Path file = folder.resolve("confusion.png");
        new ConfusionMatrixImage(List.of("no", "yes"), new long[][] {{9, 1}, {0, 1000}})
                .write(file.toString(), Map.of());
        BufferedImage picture = ImageIO.read(file.toFile());
        List<Integer> greens = IntStream.range(0, picture.getWidth())
                .map(x -> picture.getRGB(x, 48) >> 8 & 0xff)
                .boxed()
                .toList();
        int darkest = Collections.min(greens);
        assertThat(darkest).as("9 of 10").isBetween(0x30, 0x50);
        assertThat(greens).as("1 of 10").anyMatch(green -> green > 0xd8 && green < 0xf0);
    }

    @Test
    void manyClasses_andLargeCounts_areDrawn() {
        int classes = 300;
        long[][] counts = new long[classes][classes];
        counts[0][0] = 1L << 40;
        List<String> names = IntStream.range(0, classes)
                .mapToObj(each -> "a rather long name of class " + each)
                .toList();
        BufferedImage picture = new ConfusionMatrixImage(names, counts).picture();
        assertThat(picture.getWidth()).isBetween(900, 1500);
        assertThat(new ConfusionMatrixImage(List.of("0", "1"), new long[][] {{1L << 40, 0}, {0, 0}})
                        .picture()
                        .getWidth())
                .isLessThan(600);
    }
}
