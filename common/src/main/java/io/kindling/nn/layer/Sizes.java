package io.kindling.nn.layer;

import io.kindling.config.Config;
import io.kindling.tensor.Shape;
import io.kindling.tensor.TensorException;
import java.util.List;

/** A pair of sizes along height and width: of a window, stride or dilation. */
record Sizes(int height, int width) {
    static Sizes of(String name, int height, int width) {
        require(name, height);
        require(name, width);
        return new Sizes(height, width);
    }

    /** Reads a whole number or a list of two. */
    static Sizes from(Config config, String name) {
        if (config.isNumber(name)) {
            return of(name, config.integer(name), config.integer(name));
        }
        List<Integer> sizes = config.integers(name);
        if (sizes.size() != 2) {
            throw new IllegalArgumentException("Invalid " + name + ": " + sizes + " (height and width)");
        }
        return of(name, sizes.get(0), sizes.get(1));
    }

    static Sizes from(Config config, String name, int defaultSize) {
        return config.has(name) ? from(config, name) : new Sizes(defaultSize, defaultSize);
    }

    List<Integer> asList() {
        return List.of(height, width);
    }

    static int require(String name, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("Invalid " + name + ": " + size + " (at least 1)");
        }
        return size;
    }

    /** Returns the input's shape; throws if it is not that of images. */
    static Shape ofImages(Shape input) {
        if (input.rank() != 4) {
            throw new TensorException("Cannot use " + input
                    + " as images: expected (batch, height, width, channels). Add a Reshape layer.");
        }
        return input;
    }
}
