package io.kindling.driver.table.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** @see ImagePixels */
class ImagePixelsTest {
    private static final int WIDTH_IN_PNG = 16;
    private static final int CRC_IN_PNG = 29;

    private static byte[] file(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            assertThat(ImageIO.write(image, format, bytes)).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static BufferedImage gray(int width, int... values) {
        BufferedImage image = new BufferedImage(width, values.length / width, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, width, values.length / width, 0, values);
        return image;
    }

    private static BufferedImage colour(int type, int... values) {
        BufferedImage image = new BufferedImage(values.length, 1, type);
        image.setRGB(0, 0, values.length, 1, values, 0, values.length);
        return image;
    }

    private static float[] pixels(byte[] file, int... shape) {
        float[] pixels = new float[2 + (int) Shape.of(shape).size()];
        assertThat(new ImagePixels(Shape.of(shape)).read(file, pixels, 2)).isEmpty();
        assertThat(Arrays.copyOf(pixels, 2)).containsOnly(0);
        return Arrays.copyOfRange(pixels, 2, pixels.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff"})
    void imageOfTheSameSize_isItsValues(String format) {
        byte[] file = file(gray(3, 0, 1, 127, 128, 254, 255), format);
        assertThat(pixels(file, 2, 3, 1)).containsExactly(0, 1, 127, 128, 254, 255);
        assertThat(pixels(file, 2, 3, 3)).startsWith(0, 0, 0, 1, 1, 1, 127, 127, 127);
    }

    @Test
    void colours_areRedGreenBlueAndAlpha_orTheirLuma() {
        byte[] file = file(colour(BufferedImage.TYPE_INT_ARGB, 0xFF0A141E, 0x80FF0000), "png");
        assertThat(pixels(file, 1, 2, 4)).containsExactly(10, 20, 30, 255, 255, 0, 0, 128);
        assertThat(pixels(file, 1, 2, 3)).containsExactly(10, 20, 30, 255, 0, 0);
        assertThat(pixels(file, 1, 2, 1)).containsExactly(18, 76);
        byte[] indexed = file(colour(BufferedImage.TYPE_BYTE_INDEXED, 0xFFFF0000, 0xFF00FF00), "png");
        assertThat(pixels(indexed, 1, 2, 3)).containsExactly(255, 0, 0, 0, 255, 0);
    }

    /** The values are those of tf.image.resize(images, (2, 2)) and (4, 1) of TensorFlow 2: between the centres of pixels. */
    @Test
    void otherSizes_areInterpolatedBetweenTheCentresOfPixels() {
        byte[] file = file(gray(4, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150), "png");
        assertThat(pixels(file, 2, 2, 1)).containsExactly(25, 45, 105, 125);
        assertThat(pixels(file(gray(1, 0, 100), "png"), 4, 1, 1)).containsExactly(0, 25, 75, 100);
        assertThat(pixels(file(gray(2, 0, 100), "png"), 1, 4, 1)).containsExactly(0, 25, 75, 100);
    }

    @Test
    void filesThatAreNoImages_areDescribed() {
        ImagePixels decoder = new ImagePixels(Shape.of(1, 1, 1));
        byte[] file = file(gray(2, 1, 2, 3, 4), "png");
        assertThat(decoder.read("text".getBytes(StandardCharsets.UTF_8), new float[1], 0))
                .hasValueSatisfying(text -> assertThat(text).startsWith("no image that Java reads"));
        assertThat(decoder.read(new byte[0], new float[1], 0)).isPresent();
        assertThat(decoder.read(Arrays.copyOf(file, file.length / 2), new float[1], 0))
                .hasValueSatisfying(text -> assertThat(text).startsWith("a damaged image"));
    }

    /** A small file that states an enormous size is refused before memory is allocated for its pixels. */
    @Test
    void enormousImage_isRefused() {
        byte[] file = file(gray(2, 1, 2, 3, 4), "png");
        ByteBuffer header = ByteBuffer.wrap(file);
        header.putInt(WIDTH_IN_PNG, 1 << 20).putInt(WIDTH_IN_PNG + Integer.BYTES, 1 << 20);
        CRC32 checksum = new CRC32();
        checksum.update(file, WIDTH_IN_PNG - Integer.BYTES, CRC_IN_PNG - WIDTH_IN_PNG + Integer.BYTES);
        header.putInt(CRC_IN_PNG, (int) checksum.getValue());
        Optional<String> found = new ImagePixels(Shape.of(1, 1, 1)).read(file, new float[1], 0);
        assertThat(found).contains("an image of 1099511627776 pixels (at most 100000000)");
    }
}
