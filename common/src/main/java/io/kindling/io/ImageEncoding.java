package io.kindling.io;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.tensor.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.util.Arrays;

/**
 * Conversion of images in memory to pictures. Pixels from 0 to 1 become bytes as in Keras' {@code array_to_img(pixels *
 * 255, scale=False)}: multiplied in float32 and truncated; values outside 0 to 255 are clamped.
 */
public final class ImageEncoding {
    private static final int GAP = 2;
    private static final int GREY = 128;
    /** The pixels of smaller images are enlarged in a grid, as far as images do not become larger than this. */
    private static final int SEEN = 96;

    private final float[] pixels;
    private final int count;
    private final int height;
    private final int width;
    private final int channels;

    private ImageEncoding(float[] pixels, int count, Shape image) {
        this.pixels = pixels;
        this.count = count;
        this.height = image.dim(0);
        this.width = image.dim(1);
        this.channels = image.rank() == 2 ? 1 : image.dim(2);
    }

    /**
     * @param images rows (height, width) or (height, width, channels) of 1 or 3 channels, from 0 to 1
     * @throws DataException for rows of another shape
     */
    public static ImageEncoding of(Column images) {
        Shape image = images.rowShape();
        if (!fit(image)) {
            throw new DataException("Cannot draw rows of " + image
                    + ": pictures are (height, width), or (height, width, channels) with 1 or 3 channels.");
        }
        return new ImageEncoding(images.asFloats(), images.count(), image);
    }

    /** Returns whether rows of this shape can be drawn. */
    public static boolean fit(Shape row) {
        return row.rank() == 2 || (row.rank() == 3 && (row.dim(2) == 1 || row.dim(2) == 3));
    }

    public int count() {
        return count;
    }

    /** Returns the bytes of one image, row by row. */
    public int[] bytes(int index) {
        int size = height * width * channels;
        int[] bytes = new int[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (int) Math.max(0, Math.min(255, pixels[index * size + i] * 255));
        }
        return bytes;
    }

    /** Returns one image, grey or RGB. */
    public BufferedImage picture(int index) {
        BufferedImage picture = blank(height, width);
        picture.getRaster().setPixels(0, 0, width, height, bytes(index));
        return picture;
    }

    /**
     * Returns all images in one picture, row by row in a nearly square grid. Each pixel of small images becomes a square of them,
     * so that a person sees something: 3 by 3 for images of 28 by 28.
     */
    public BufferedImage grid() {
        int columns = (int) Math.ceil(Math.sqrt(count));
        int rows = (count + columns - 1) / columns;
        int scale = Math.max(1, SEEN / Math.max(height, width));
        int high = height * scale;
        int wide = width * scale;
        BufferedImage grid = blank(rows * (high + GAP) + GAP, columns * (wide + GAP) + GAP);
        WritableRaster raster = grid.getRaster();
        int[] grey = new int[raster.getWidth() * channels];
        Arrays.fill(grey, GREY);
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.setPixels(0, y, raster.getWidth(), 1, grey);
        }
        for (int i = 0; i < count; i++) {
            int x = GAP + i % columns * (wide + GAP);
            int y = GAP + i / columns * (high + GAP);
            raster.setPixels(x, y, wide, high, enlarged(bytes(i), scale));
        }
        return grid;
    }

    private int[] enlarged(int[] image, int scale) {
        int wide = width * scale;
        int[] enlarged = new int[image.length * scale * scale];
        for (int i = 0; i < enlarged.length; i++) {
            int pixel = i / channels;
            int from = pixel / wide / scale * width + pixel % wide / scale;
            enlarged[i] = image[from * channels + i % channels];
        }
        return enlarged;
    }

    private BufferedImage blank(int pictureHeight, int pictureWidth) {
        return new BufferedImage(
                pictureWidth, pictureHeight, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    }
}
