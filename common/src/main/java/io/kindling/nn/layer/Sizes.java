package io.kindling.nn.layer;

import io.kindling.nn.Config;
import io.kindling.tensor.Shape;
import io.kindling.tensor.TensorException;
import java.util.List;

/** A size of images along their height and along their width: of a window, of a step. */
record Sizes(int height, int width) {
    static Sizes of(String name, int height, int width) {
        require(name, height);
        require(name, width);
        return new Sizes(height, width);
    }

    /** A whole number or a list of two. */
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

    static Sizes from(Config config, String name, int otherwise) {
        return config.has(name) ? from(config, name) : new Sizes(otherwise, otherwise);
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

    /** The shape of a layer's input, which must be images. */
    static Shape ofImages(Shape input) {
        if (input.rank() != 4) {
            throw new TensorException("Cannot take " + input + " as images: (batch, height, width, channels) is needed."
                    + " Reshape can give it.");
        }
        return input;
    }
}
