package io.kindling.driver.example;

import io.kindling.tensor.Shape;

/** The image shape of rows of features. */
final class ImageShape {
    private ImageShape() {}

    /**
     * Returns (height, width, channels) for rows of shape (height, width), which have one channel, or (height, width,
     * channels).
     *
     * @throws IllegalArgumentException for rows of another rank
     */
    static Shape of(Shape row) {
        if (row.rank() != 2 && row.rank() != 3) {
            throw new IllegalArgumentException(
                    "Invalid rows: " + row + " each (images are needed: (height, width) or (height, width, channels);"
                            + " for pixels in flat columns, set --image-shape)");
        }
        return row.rank() == 2 ? row.append(1) : row;
    }
}
