package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageEncodingTest {
    @TempDir
    Path folder;

    private BufferedImage written(BufferedImage picture) throws IOException {
        Path file = folder.resolve("picture.png");
        Png.write(picture, Location.of(file.toString()));
        return ImageIO.read(file.toFile());
    }

    @Test
    void pixels_areTruncatedAsInTheGuide_notRounded() throws IOException {
        float[] values = {0, 0.5f, 1, 254.999f / 255, 1 / 255f, 0.999f / 255, -0.2f, 1.5f};
        BufferedImage read =
                written(ImageEncoding.of(Column.of(values, 2, 4, 1)).picture(0));

        assertThat(read.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
        assertThat(read.getWidth()).isEqualTo(4);
        assertThat(read.getRaster().getPixels(0, 0, 4, 2, (int[]) null))
                .containsExactly(0, 127, 255, 254, 1, 0, 0, 255);
    }

    @Test
    void colours_areRedGreenAndBlue() throws IOException {
        BufferedImage read = written(ImageEncoding.of(Column.of(new float[] {1, 0, 0, 0, 1, 0}, 1, 2, 3))
                .picture(0));

        assertThat(read.getRGB(0, 0)).isEqualTo(0xffff0000);
        assertThat(read.getRGB(1, 0)).isEqualTo(0xff00ff00);
    }

    @Test
    void grid_hasTheImagesRowByRow() throws IOException {
        float[] values = new float[5 * 3 * 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i / 6 + 1) / 5f;
        }
        BufferedImage read = written(ImageEncoding.of(Column.of(values, 3, 2)).grid());

        assertThat(read.getWidth()).as("each pixel is 32 wide").isEqualTo(2 + 3 * (64 + 2));
        assertThat(read.getHeight()).isEqualTo(2 + 2 * (96 + 2));
        int[] corners = new int[5];
        for (int i = 0; i < 5; i++) {
            corners[i] = read.getRaster().getSample(2 + i % 3 * 66, 2 + i / 3 * 98, 0);
        }
        assertThat(corners).containsExactly(51, 102, 153, 204, 255);
    }

    /** Two rows of three coloured pixels, of which each is a square in the grid. */
    @Test
    void grid_enlargesSmallImages_andKeepsTheirPixels() throws IOException {
        float[] values = new float[2 * 3 * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 255f + 0.001f;
        }
        BufferedImage read =
                written(ImageEncoding.of(Column.of(values, 2, 3, 3)).grid());

        assertThat(read.getWidth()).isEqualTo(2 + 96 + 2);
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 96; x++) {
                int first = (y / 32 * 3 + x / 32) * 3;
                assertThat(read.getRaster().getPixel(2 + x, 2 + y, (int[]) null))
                        .containsExactly(first, first + 1, first + 2);
            }
        }
    }

    @Test
    void grid_showsLargeImagesAsTheyAre() {
        BufferedImage grid =
                ImageEncoding.of(Column.of(new float[100 * 100], 100, 100)).grid();

        assertThat(grid.getWidth()).isEqualTo(2 + 100 + 2);
    }

    @Test
    void rowsOfUnsupportedShape_areRefused() {
        assertThatThrownBy(() -> ImageEncoding.of(Column.of(new float[8], 2, 2, 2)))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot draw rows of (2, 2, 2): pictures are (height, width), or (height, width, channels)"
                        + " with 1 or 3 channels.");
    }
}
