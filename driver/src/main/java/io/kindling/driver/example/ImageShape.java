package io.kindling.driver.example;

import io.kindling.tensor.Shape;

/** Rows of features as images. */
final class ImageShape {
    private ImageShape() {}

    /**
     * (height, width, channels) of rows of (height, width), which have one channel, or of (height, width, channels).
     *
     * @throws IllegalArgumentException for rows of another rank
     */
    static Shape of(Shape row) {
        if (row.rank() != 2 && row.rank() != 3) {
            throw new IllegalArgumentException(
                    "Invalid rows: " + row + " each (images are needed: (height, width) or (height, width, channels))");
        }
        return row.rank() == 2 ? row.append(1) : row;
    }
}
