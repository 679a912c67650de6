package io.kindling.driver.example;

import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;

/** A fixture: the first images of the bundled data set, with all pixels or every second or third one. */
final class ImageFixture {
    private static final int SIDE = 28;

    private ImageFixture() {}

    /** @param side height and width of the images, at most {@value #SIDE} */
    static Examples training(int rows, int side) {
        Examples whole = IdxFolder.open(Location.of(Printed.FASHION_MNIST))
                .training()
                .take(rows)
                .readAll();
        byte[] all = (byte[]) whole.features().values();
        byte[] pixels = new byte[rows * side * side];
        int stride = SIDE / side;
        int first = (SIDE - stride * (side - 1)) / 2;
        for (int i = 0; i < pixels.length; i++) {
            int image = i / (side * side);
            int row = first + i / side % side * stride;
            int column = first + i % side * stride;
            pixels[i] = all[(image * SIDE + row) * SIDE + column];
        }
        return Examples.of(Column.of(pixels, side, side), whole.labels().orElseThrow());
    }
}
