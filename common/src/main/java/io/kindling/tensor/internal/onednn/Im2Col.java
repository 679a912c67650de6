package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.internal.kernel.Window;
import java.util.Arrays;

/**
 * The im2col matrix of one image: a row for each element of the window and each channel, in the order of the filter,
 * and a column for each output position. Not thread-safe, because it owns its arrays.
 */
final class Im2Col {
    private final Window.Axis height;
    private final Window.Axis width;
    private final int channels;
    private final int pixels;
    private final int places;
    /** The image in its own layout. */
    private final float[] image;
    /** The image, channel by channel. */
    private final float[] planes;
    /** The matrix. */
    private final float[] patches;

    Im2Col(Window window, int channels) {
        this.height = window.height();
        this.width = window.width();
        this.channels = channels;
        this.pixels = height.input() * width.input();
        this.places = height.output() * width.output();
        this.image = new float[pixels * channels];
        this.planes = channels == 1 ? image : new float[pixels * channels];
        this.patches = new float[Math.multiplyExact(rows(), places)];
    }

    int rows() {
        return height.size() * width.size() * channels;
    }

    int columns() {
        return places;
    }

    /** Returns the elements of the image, (height, width, channels), to be written or read. */
    float[] image() {
        return image;
    }

    /** Returns the elements of the matrix, to be read or written. */
    float[] matrix() {
        return patches;
    }

    /** Computes the matrix from the image, with zeros where the window overlaps the padding. */
    void im2col() {
        if (channels > 1) {
            for (int pixel = 0, at = 0; pixel < pixels; pixel++) {
                for (int channel = 0; channel < channels; channel++) {
                    planes[channel * pixels + pixel] = image[at++];
                }
            }
        }
        for (int row = 0; row < rows(); row++) {
            im2col(row % channels, row / channels / width.size(), row / channels % width.size(), row * places);
        }
    }

    private void im2col(int channel, int v, int u, int to) {
        int from = width.firstInside(u);
        int end = width.endInside(u);
        int stride = width.stride();
        for (int y = 0; y < height.output(); y++, to += width.output()) {
            int line = height.under(y, v);
            if (line < 0 || line >= height.input() || from >= end) {
                Arrays.fill(patches, to, to + width.output(), 0);
                continue;
            }
            int source = channel * pixels + line * width.input() + width.under(from, u);
            Arrays.fill(patches, to, to + from, 0);
            if (stride == 1) {
                System.arraycopy(planes, source, patches, to + from, end - from);
            } else {
                for (int x = from; x < end; x++, source += stride) {
                    patches[to + x] = planes[source];
                }
            }
            Arrays.fill(patches, to + end, to + width.output(), 0);
        }
    }

    /** Computes an image from the matrix: each pixel is the sum of all matrix elements that cover it. */
    void col2im() {
        Arrays.fill(planes, 0);
        for (int row = 0; row < rows(); row++) {
            add(row % channels, row / channels / width.size(), row / channels % width.size(), row * places);
        }
        if (channels > 1) {
            for (int pixel = 0, at = 0; pixel < pixels; pixel++) {
                for (int channel = 0; channel < channels; channel++) {
                    image[at++] = planes[channel * pixels + pixel];
                }
            }
        }
    }

    private void add(int channel, int v, int u, int from) {
        int first = width.firstInside(u);
        int count = width.endInside(u) - first;
        int stride = width.stride();
        for (int y = 0; y < height.output(); y++, from += width.output()) {
            int line = height.under(y, v);
            if (line >= 0 && line < height.input() && count > 0) {
                int target = channel * pixels + line * width.input() + width.under(first, u);
                int source = from + first;
                if (stride == 1) {
                    for (int i = 0; i < count; i++) {
                        planes[target + i] += patches[source + i];
                    }
                } else {
                    for (int i = 0; i < count; i++) {
                        planes[target + i * stride] += patches[source + i];
                    }
                }
            }
        }
    }
}
