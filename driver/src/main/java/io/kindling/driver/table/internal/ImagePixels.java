package io.kindling.driver.table.internal;

import io.kindling.tensor.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes image files to pixels of one size: numbers from 0 to 255 in the order height, width, channel. Other sizes are resized
 * as by Keras' {@code image_dataset_from_directory}: bilinear interpolation between the centres of pixels, without regard to the
 * aspect ratio and without smoothing. One channel is the luma of ITU-R BT.601, three are red, green and blue, and a fourth is
 * alpha.
 *
 * <p>Source: Keras, {@code keras/src/utils/image_dataset_utils.py}.
 */
public final class ImagePixels {
    /** The pixels of a small file may take up any amount of memory. */
    private static final long MOST_PIXELS = 100_000_000;

    private static final int BITS = 8;
    private static final int MOST = (1 << BITS) - 1;

    private final int height;
    private final int width;
    private final int channels;

    /** @param shape (height, width, channels), which {@link #fits} */
    ImagePixels(Shape shape) {
        this.height = shape.dim(0);
        this.width = shape.dim(1);
        this.channels = shape.dim(2);
    }

    /** Whether images can have this shape: (height, width, channels), with 1, 3 or 4 channels. */
    public static boolean fits(Shape shape) {
        return shape.rank() == 3 && (shape.dim(2) == 1 || shape.dim(2) == 3 || shape.dim(2) == 4);
    }

    /** Writes an image's pixels to an array, from an index on. Returns what is wrong with the file, if it has none. */
    Optional<String> read(byte[] file, float[] into, int from) {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                return Optional.of("no image that Java reads (PNG, JPEG, GIF, BMP or TIFF)");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) {
                    return Optional.of("an image of " + pixels + " pixels (at most " + MOST_PIXELS + ")");
                }
                resize(reader.read(0), into, from);
                return Optional.empty();
            } finally {
                reader.dispose();
            }
        } catch (Exception damaged) { // Readers throw any exception for damaged files.
            return Optional.of("a damaged image (" + damaged.getMessage() + ")");
        }
    }

    private void resize(BufferedImage image, float[] into, int from) {
        float[] pixels = pixels(image);
        Axis rows = new Axis(image.getHeight(), height);
        Axis columns = new Axis(image.getWidth(), width);
        int at = from;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    float above = columns.between(pixels, rows.before[y] * image.getWidth(), x, channels, c);
                    float below = columns.between(pixels, rows.after[y] * image.getWidth(), x, channels, c);
                    into[at++] = above + (below - above) * rows.share[y];
                }
            }
        }
    }

    /** Where the pixels of a resized axis are between those of the image: half-pixel centres, as in TensorFlow 2. */
    private static final class Axis {
        private final int[] before;
        private final int[] after;
        private final float[] share;

        Axis(int given, int wanted) {
            before = new int[wanted];
            after = new int[wanted];
            share = new float[wanted];
            float scale = (float) given / wanted;
            for (int i = 0; i < wanted; i++) {
                float centre = (i + 0.5f) * scale - 0.5f;
                int floor = (int) Math.floor(centre);
                before[i] = Math.max(0, floor);
                after[i] = Math.min(given - 1, floor + 1);
                share[i] = centre - floor;
            }
        }

        float between(float[] pixels, int row, int x, int channels, int channel) {
            float left = pixels[(row + before[x]) * channels + channel];
            float right = pixels[(row + after[x]) * channels + channel];
            return left + (right - left) * share[x];
        }
    }

    private float[] pixels(BufferedImage image) {
        Raster raster = image.getRaster();
        // BufferedImage.getRGB would convert gray values to those of another colour space.
        boolean gray = raster.getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
        int excess = Math.max(0, image.getColorModel().getComponentSize(0) - BITS);
        float[] pixels = new float[image.getHeight() * image.getWidth() * channels];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                at = gray ? addGray(raster, x, y, excess, pixels, at) : addColour(image.getRGB(x, y), pixels, at);
            }
        }
        return pixels;
    }

    private int addGray(Raster raster, int x, int y, int excess, float[] pixels, int from) {
        int gray = raster.getSample(x, y, 0) >> excess;
        int alpha = raster.getNumBands() == 2 ? raster.getSample(x, y, 1) >> excess : MOST;
        return addColour((alpha << (3 * BITS)) | (gray << (2 * BITS)) | (gray << BITS) | gray, pixels, from);
    }

    private int addColour(int argb, float[] pixels, int from) {
        int at = from;
        int red = (argb >> (2 * BITS)) & MOST;
        int green = (argb >> BITS) & MOST;
        int blue = argb & MOST;
        if (channels == 1) {
            pixels[at++] = Math.round(0.299f * red + 0.587f * green + 0.114f * blue);
            return at;
        }
        pixels[at++] = red;
        pixels[at++] = green;
        pixels[at++] = blue;
        if (channels == 4) {
            pixels[at++] = argb >>> (3 * BITS);
        }
        return at;
    }
}
