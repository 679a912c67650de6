package io.kindling.tensor;

import java.util.Arrays;

/**
 * One image as a matrix: a row for each element of the window and each channel, in the order of a filter's, and a column
 * for each place of the window. For one thread: it works in arrays of its own.
 */
final class Patches {
    private final Window.Axis height;
    private final Window.Axis width;
    private final int channels;
    private final int pixels;
    private final int places;
    /** The image, as it is. */
    private final float[] image;
    /** The image, channel by channel. */
    private final float[] planes;
    /** The matrix. */
    private final float[] patches;

    Patches(Window window, int channels) {
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

    /** The image's elements, (height, width, channels), to be written or read. */
    float[] image() {
        return image;
    }

    /** The matrix's elements, to be read or written. */
    float[] matrix() {
        return patches;
    }

    /** Makes the matrix of the image; zeros where the window lies outside. */
    void cut() {
        if (channels > 1) {
            for (int pixel = 0, at = 0; pixel < pixels; pixel++) {
                for (int channel = 0; channel < channels; channel++) {
                    planes[channel * pixels + pixel] = image[at++];
                }
            }
        }
        for (int row = 0; row < rows(); row++) {
            cut(row % channels, row / channels / width.size(), row / channels % width.size(), row * places);
        }
    }

    private void cut(int channel, int v, int u, int to) {
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

    /** Makes an image of the matrix: at each pixel the sum of what lies over it. */
    void join() {
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
