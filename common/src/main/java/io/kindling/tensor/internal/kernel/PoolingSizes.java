package io.kindling.tensor.internal.kernel;

import io.kindling.tensor.Shape;

/**
 * The sizes that a pooling kernel is prepared for: images in the batch, the window over them (not dilated), and their
 * channels.
 */
public record PoolingSizes(Kind kind, int count, Window window, int channels) {
    public enum Kind {
        MAX,
        /** Computes the gradient of the images from the images and the gradient of their maxima. */
        MAX_GRADIENT,
        /** Selects from a second array of images the elements at the first maxima of the first. */
        PICK,
        AVERAGE,
        AVERAGE_GRADIENT
    }

    public Shape images() {
        return window.imageShape(count, channels);
    }

    public Shape output() {
        return window.outputShape(count, channels);
    }

    public Shape result() {
        return kind == Kind.MAX_GRADIENT || kind == Kind.AVERAGE_GRADIENT ? images() : output();
    }
}
