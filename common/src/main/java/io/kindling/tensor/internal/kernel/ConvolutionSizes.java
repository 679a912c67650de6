package io.kindling.tensor.internal.kernel;

import io.kindling.tensor.Shape;

/**
 * The sizes that a convolution kernel is prepared for.
 *
 * @param count images in the batch
 * @param inputs channels of the images
 * @param outputs channels of the output
 * @param groups number of groups into which the channels are split; each is convolved separately
 */
public record ConvolutionSizes(Kind kind, int count, Window window, int inputs, int outputs, int groups) {
    /** Which of the three arrays of a convolution the kernel computes from the other two. */
    public enum Kind {
        FORWARD,
        INPUT_GRADIENT,
        FILTER_GRADIENT
    }

    public ConvolutionSizes withCount(int images) {
        return new ConvolutionSizes(kind, images, window, inputs, outputs, groups);
    }

    public Shape images() {
        return window.imageShape(count, inputs);
    }

    public Shape output() {
        return window.outputShape(count, outputs);
    }

    /** Shape of the filter: (height, width, inputs per group, outputs). */
    public Shape filter() {
        return Shape.of(window.height().size(), window.width().size(), inputs / groups, outputs);
    }

    /** Shape of the array that the kernel computes. */
    public Shape result() {
        return switch (kind) {
            case FORWARD -> output();
            case INPUT_GRADIENT -> images();
            case FILTER_GRADIENT -> filter();
        };
    }
}
